package io.uring.dmabuf.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.block.BlockLimits;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Iommu;
import io.uring.dmabuf.dmabuf.DmaDevice;
import io.uring.dmabuf.dmabuf.DmabufMapping;
import io.uring.dmabuf.dmabuf.StreamingMapping;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.QueueLayout;
import io.uring.dmabuf.system.DriveConfig.Domain;
import io.uring.dmabuf.system.DriveConfig.Reach;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.UpdateArgs;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A request in ordinary pages: what is mapped for it, when, and what the audit makes of it. */
@DisplayName("Ordinary pages")
class OrdinaryPagesTest {
  private static final RingId RING = RingId.of(1);
  private static final DeviceId DRIVE = DeviceId.of(1);
  private static final TagId TAG = TagId.of(0);
  private static final AreaId AREA = AreaId.of(1);
  private static final FileId FILE = FileId.of(1);
  private static final OfTag COMMAND = new OfTag(DRIVE, TAG);

  /** One drive behind an IOMMU, and three pages of memory in two pieces. */
  private static Host machine() {
    QueueLayout layout = new QueueLayout(2, 3, 3, 16, 4, 512, 0, 0, false, 4096, 512);
    BlockLimits limits = new BlockLimits(1 << 20, 128, 1 << 20, 0, 0, 512);
    return Host.empty(Design.intended(), 4096, 64)
        .withDrive(new DriveConfig(1 << 20, Reach.COHERENT, Domain.STRICT, limits, layout))
        .withFile(DRIVE, true)
        .withUserMemory(
            Vector.of(new DmaSegment(0x10_0200, 0xE00), new DmaSegment(0x20_0000, 0x2000)))
        .withNewRing(2, 4)
        .registerSparse(RING)
        .get();
  }

  private static Host called(Option<Host> begun) {
    Host host = begun.get();
    for (Option<Host> next = host.step(RING); next.isDefined(); next = host.step(RING)) {
      host = next.get();
      assertThat(HostAudit.brokenLaw(host)).isEmpty();
    }
    return host;
  }

  private static Host registered(Host host, int slot) {
    UpdateArgs args =
        new UpdateArgs(
            SlotId.of(slot),
            BufferKind.PAGES,
            Option.none(),
            Option.none(),
            Option.none(),
            Option.none());
    return called(host.startUpdateOfPages(RING, args, AREA));
  }

  private static Host submitted() {
    Host host = registered(machine(), 0);
    return called(host.submit(RING, SlotId.of(0), Op.READ_FIXED, FILE, 0, 0x2E00, 0));
  }

  private static Host completed(Host host) {
    Host moving = host.fetch(DRIVE).get();
    for (Option<Host> next = moving.xfer(DRIVE, TAG); next.isDefined(); ) {
      moving = next.get();
      next = moving.xfer(DRIVE, TAG);
    }
    return moving
        .answer(DRIVE, TAG, true)
        .flatMap(h -> h.reap(DRIVE))
        .flatMap(h -> h.syncForCpu(DRIVE, TAG))
        .flatMap(h -> h.freeDescriptors(DRIVE, TAG))
        .flatMap(h -> h.endRequest(DRIVE, TAG))
        .get();
  }

  private static Iommu iommu(Host host) {
    return host.mapping().devices().get(DRIVE).map(DmaDevice::iommu).get();
  }

  private static Numbered<TagId, StreamingMapping> commands(Host host) {
    return host.mapping().devices().get(DRIVE).map(DmaDevice::commands).get();
  }

  private static Host with(Host host, DmaDevice device) {
    DmabufMapping old = host.mapping();
    return host.with(
        new DmabufMapping(
            old.platform(),
            old.files(),
            old.dmabufs(),
            old.devices().put(DRIVE, device),
            old.regbufs()));
  }

  @Test
  void areMappedForOneCommandAlone() {
    assertThat(iommu(registered(machine(), 0)).table()).isEmpty();
    Host flying = submitted();
    assertThat(iommu(flying).table()).hasSize(3);
    assertThat(flying.mapping().ofCommand(COMMAND).get().table().segments().map(DmaSegment::length))
        .containsExactly(0x2E00L);
    Host after = completed(flying);
    assertThat(iommu(after).table()).isEmpty();
    assertThat(HostAudit.brokenLaw(after)).isEmpty();
  }

  @Test
  void arePinnedAsLongAsABufferHasThem() {
    Host twice = registered(registered(machine(), 0), 1);
    assertThat(twice.areaInSlot(RING, SlotId.of(0))).contains(AREA);
    assertThat(twice.areaInSlot(RING, SlotId.of(1))).contains(AREA);
    assertThat(twice.users().pinnedBy(RING)).hasSize(2);
    Host gone = called(twice.startUnregister(RING));
    assertThat(gone.users().pins()).isEmpty();
  }

  @Test
  void thatLoseTheirMappingEarlyAreNoticed() {
    Host flying = submitted();
    Iommu less = iommu(flying).unmap(iommu(flying).table().head().iova()).get();
    Host early = with(flying, new DmaDevice(0, less, commands(flying)));
    assertThat(HostAudit.brokenLaw(early).get()).contains("reaches something else");
  }

  @Test
  void thatKeepTheirMappingAreNoticed() {
    Host flying = submitted();
    Host forgetful = with(flying, new DmaDevice(0, iommu(flying), Numbered.empty()));
    assertThat(HostAudit.brokenLaw(forgetful).get()).contains("which no mapping explains");
    Host late = with(completed(flying), new DmaDevice(0, iommu(flying), commands(flying)));
    assertThat(HostAudit.brokenLaw(late).get()).contains("and no block request for them");
  }

  @Test
  void thatNobodyPinsAreNoticed() {
    Host host = registered(machine(), 0);
    assertThat(HostAudit.brokenLaw(host.with(UserPages.none())).get())
        .contains("pins other memory than its buffers");
  }
}
