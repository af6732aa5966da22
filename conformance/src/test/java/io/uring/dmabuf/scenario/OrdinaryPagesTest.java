package io.uring.dmabuf.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Iommu;
import io.uring.dmabuf.dmabuf.DmaDevice;
import io.uring.dmabuf.dmabuf.DmabufMapping;
import io.uring.dmabuf.dmabuf.StreamingMapping;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.targets.MachineAudit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A request in ordinary pages: what is mapped for it, when, and what the audit makes of it. */
@DisplayName("Ordinary pages")
class OrdinaryPagesTest {
  private static final RingId RING = RingId.of(1);
  private static final DeviceId DRIVE = DeviceId.of(1);
  private static final AreaId AREA = AreaId.of(1);
  private static final OfTag COMMAND = new OfTag(DRIVE, TagId.of(0));

  private final Session session = new Session(Design.intended());

  /** One drive behind an IOMMU, and three pages of memory in two pieces. */
  @BeforeEach
  void machine() {
    say("drive d iommu=yes", "file f d", "memory m 0x100200+0xE00 0x200000+0x2000");
    say("ring r", "register r", "update r 0 pages m ; pages m");
  }

  private void say(String... lines) {
    for (String line : lines) {
      session.carryOut(Scenario.parse("pages", line).get().lines().head().statement());
    }
  }

  private State flying() {
    say("read r 0 f len=0x2E00 user_data=1");
    return session.state();
  }

  private static Iommu iommu(State s) {
    return s.mapping().devices().get(DRIVE).map(DmaDevice::iommu).get();
  }

  private static Numbered<TagId, StreamingMapping> commands(State s) {
    return s.mapping().devices().get(DRIVE).map(DmaDevice::commands).get();
  }

  private static State with(State s, DmaDevice device) {
    DmabufMapping old = s.mapping();
    return new State(
        s.platform(),
        s.ctx(),
        s.rings(),
        new DmabufMapping(
            old.platform(),
            old.files(),
            old.dmabufs(),
            old.devices().put(DRIVE, device),
            old.regbufs()),
        s.queue());
  }

  @Test
  void areMappedForOneCommandAlone() {
    assertThat(iommu(session.state()).table()).isEmpty();
    State flying = flying();
    assertThat(iommu(flying).table()).hasSize(3);
    assertThat(flying.mapping().ofCommand(COMMAND).get().table().segments().map(DmaSegment::length))
        .containsExactly(0x2E00L);
    say("complete r 1");
    assertThat(iommu(session.state()).table()).isEmpty();
  }

  @Test
  void areInEachSlotThatHasThem() {
    assertThat(session.kernel().areaInSlot(RING, SlotId.of(0))).contains(AREA);
    assertThat(session.kernel().areaInSlot(RING, SlotId.of(1))).contains(AREA);
    assertThat(session.state().rings().imus()).hasSize(2);
    say("unregister r");
    assertThat(session.state().rings().imus().isEmpty()).isTrue();
  }

  @Test
  void thatLoseTheirMappingEarlyAreNoticed() {
    State flying = flying();
    Iommu less = iommu(flying).unmap(iommu(flying).table().head().iova()).get();
    State early = with(flying, new DmaDevice(0, less, commands(flying)));
    assertThat(MachineAudit.brokenLaw(early).get()).contains("reaches something else");
  }

  @Test
  void thatKeepTheirMappingAreNoticed() {
    State flying = flying();
    State forgetful = with(flying, new DmaDevice(0, iommu(flying), Numbered.empty()));
    assertThat(MachineAudit.brokenLaw(forgetful).get()).contains("which no mapping explains");
    say("complete r 1");
    State late = with(session.state(), new DmaDevice(0, iommu(flying), commands(flying)));
    assertThat(MachineAudit.brokenLaw(late).get()).contains("another's or given-up pages mapped");
  }
}
