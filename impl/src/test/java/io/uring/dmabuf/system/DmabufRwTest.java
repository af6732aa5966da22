package io.uring.dmabuf.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.dma.Event.FaultKind;
import io.uring.dmabuf.dma.Page;
import io.uring.dmabuf.uring.ByteRange;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Request.State;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole system: what the user asked for happens to the bytes, and nothing is left behind. */
class DmabufRwTest {

  /** A machine with a dma-buf, and one or more files on as many devices as they name. */
  private static MachineConfig machine(
      int slots, Vector<Integer> devOf, int pageSize, int pages, int iovas, boolean coherent) {
    return new MachineConfig(
        slots,
        2,
        devOf,
        Vector.of(pages),
        devOf.max().get(),
        HashSet.empty(),
        iovas,
        2,
        3,
        3,
        1,
        4,
        4,
        pageSize,
        coherent,
        Design.intended());
  }

  private static MachineConfig machine(int pageSize, int pages) {
    return machine(1, Vector.of(1), pageSize, pages, 2 * pages, true);
  }

  private static MachineConfig incoherent(int pageSize, int pages) {
    return machine(1, Vector.of(1), pageSize, pages, 2 * pages, false);
  }

  private static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] disk(DmabufRw s, int device) {
    int size = s.config().blocks() * s.config().pageSize();
    return s.payload().disk(device).read(0, size).get();
  }

  private static DmabufRw withDisk(DmabufRw s, int device, byte[] bytes) {
    return s.with(s.payload().withDisk(device, s.payload().disk(device).write(0, bytes).get()));
  }

  private static List<Event> faults(DmabufRw s) {
    return s.log().filter(event -> event instanceof Event.Fault);
  }

  private static void assertWritten(MachineConfig config) {
    int length = config.pagesOf().head() * config.pageSize();
    byte[] data = random(1, length);
    byte[] before = random(2, config.blocks() * config.pageSize());
    DmabufRw s = withDisk(Machine.withTable(config).withBuffer(1, data), 1, before);
    s = Machine.update(s, Machine.dmabuf(0, 1, 1, Option.none()));
    s = Machine.submit(s, 0, Op.WRITE_FIXED, 1);
    byte[] expected = before.clone();
    System.arraycopy(data, 0, expected, 0, length);
    assertThat(disk(s, 1)).isEqualTo(expected);
    assertThat(s.buffer(1)).isEqualTo(data);
    assertThat(Machine.cqes(s)).containsExactly(new Cqe(1, length));
    assertThat(faults(s)).isEmpty();
  }

  private static void assertRead(MachineConfig config) {
    int length = config.pagesOf().head() * config.pageSize();
    byte[] before = random(3, config.blocks() * config.pageSize());
    DmabufRw s = Machine.withTable(config).withBuffer(1, random(4, length));
    s = withDisk(s, 1, before);
    s = Machine.update(s, Machine.dmabuf(0, 1, 1, Option.none()));
    s = Machine.submit(s, 0, Op.READ_FIXED, 1);
    assertThat(s.buffer(1)).isEqualTo(Arrays.copyOf(before, length));
    assertThat(disk(s, 1)).isEqualTo(before);
    assertThat(Machine.cqes(s)).containsExactly(new Cqe(1, length));
    assertThat(faults(s)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 4096})
  void writeFixedPutsTheBufferOnTheDiskAndNothingElse(int pageSize) {
    List.of(1, 2, 3, 7).forEach(pages -> assertWritten(machine(pageSize, pages)));
    List.of(1, 2, 3, 7).forEach(pages -> assertWritten(incoherent(pageSize, pages)));
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 4096})
  void readFixedFillsTheBufferAndNothingElse(int pageSize) {
    List.of(1, 2, 3, 7).forEach(pages -> assertRead(machine(pageSize, pages)));
    List.of(1, 2, 3, 7).forEach(pages -> assertRead(incoherent(pageSize, pages)));
  }

  @Test
  void ordinaryPagesTakeTheBasePath() {
    DmabufRw s = Machine.withTable(machine(64, 2));
    s = s.with(s.payload().cpuWrite(s.config().userPage(1), new Page(random(5, 64))).get());
    s = Machine.update(s, Machine.pages(0));
    s = Machine.submit(s, 0, Op.WRITE_FIXED, 1);
    assertThat(Arrays.copyOf(disk(s, 1), 64)).isEqualTo(random(5, 64));
    assertThat(Machine.cqes(s)).containsExactly(new Cqe(1, 64));
  }

  static List<UpdateStage> thatCanFail() {
    return List.of(UpdateStage.values()).filter(UpdateStage::isInjectable);
  }

  @ParameterizedTest
  @MethodSource("thatCanFail")
  void aRegistrationThatFailsLeavesNothingBehind(UpdateStage stage) {
    DmabufRw before = Machine.withTable(machine(64, 2));
    DmabufRw failing =
        Machine.until(
            Machine.must(before, s -> s.startUpdate(Machine.dmabuf(0, 1, 1, Option.some(stage)))),
            s -> s.table().call() instanceof Call.Update update && update.error().isDefined());
    assertThat(((Call.Update) failing.table().call()).error()).isEqualTo(stage.errno());
    DmabufRw after = Machine.settled(failing);
    assertThat(after.table().nodes()).isEmpty();
    assertThat(after.table().imus()).isEmpty();
    assertThat(after.table().table()).isEqualTo(before.table().table());
    assertThat(after.table().lockIsFree()).isTrue();
    assertThat(after.mapping()).isEqualTo(before.mapping());
    assertThat(after.queue()).isEqualTo(before.queue());
    assertThat(Machine.cqes(after)).isEmpty();
  }

  @Test
  void aRegistrationWithoutAnAddressLeftLeavesNothingBehind() {
    MachineConfig config = machine(2, Vector.of(1), 64, 1, 1, true);
    DmabufRw before =
        Machine.update(Machine.withTable(config), Machine.dmabuf(0, 1, 1, Option.none()));
    DmabufRw after = Machine.update(before, Machine.dmabuf(1, 1, 1, Option.none()));
    assertThat(after.mapping()).isEqualTo(before.mapping());
    assertThat(after.table().nodes()).isEqualTo(before.table().nodes());
  }

  @Property(tries = 200)
  @StatisticsReport(StatisticsReportMode.OFF)
  void unregistrationRestoresEverything(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 120) int steps) {
    MachineConfig config = machine(64, 3);
    DmabufRw fresh = Machine.withTable(config);
    DmabufRw s = Machine.update(fresh, Machine.dmabuf(0, 1, 1, Option.none()));
    Random random = new Random(seed);
    for (int i = 0; i < steps; i++) {
      s = anyStep(s, random);
    }
    Statistics.label("a request is under way")
        .collect(s.table().requests().values().exists(r -> r.state() == State.IN_FLIGHT))
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 25));
    DmabufRw rest = Machine.settled(s);
    DmabufRw end = rest.table().table().isEmpty() ? rest : Machine.unregister(rest);
    assertThat(end.mapping()).isEqualTo(fresh.mapping());
    assertThat(end.table().nodes()).isEmpty();
    assertThat(end.table().imus()).isEmpty();
    assertThat(end.queue().pairs().forAll(p -> p.tags().lowestFree().contains(0))).isTrue();
    assertThat(end.queue().pairs().map(p -> p.pool().free()))
        .isEqualTo(fresh.queue().pairs().map(p -> p.pool().free()));
    assertThat(faults(end)).isEmpty();
  }

  private static DmabufRw anyStep(DmabufRw s, Random random) {
    var steps =
        Machine.steps(s.config())
            .append(m -> m.submit(0, Op.READ_FIXED, 1, ByteRange.WELL_FORMED))
            .append(m -> m.submit(0, Op.WRITE_FIXED, 1, ByteRange.BEYOND))
            .append(m -> m.reapCqe(1))
            .append(m -> m.reapCqe(2))
            .append(m -> m.startUpdate(Machine.dmabuf(0, 1, 1, Option.none())));
    List<DmabufRw> possible = List.ofAll(steps.flatMap(step -> step.apply(s)));
    return possible.isEmpty() ? s : possible.get(random.nextInt(possible.size()));
  }

  @Test
  void theErrorOfTheDeviceReachesTheUser() {
    DmabufRw s = Machine.withTable(machine(64, 2));
    s = Machine.update(s, Machine.dmabuf(0, 1, 1, Option.none()));
    s = Machine.must(s, m -> m.submit(0, Op.READ_FIXED, 1, ByteRange.WELL_FORMED));
    s = Machine.until(s, m -> m.queue().nextTransfer(1, 0).isDefined());
    s = Machine.settled(Machine.must(s, m -> m.answer(1, 0, false)));
    assertThat(Machine.cqes(s)).containsExactly(new Cqe(1, -Errno.EIO.number()));
  }

  @Test
  void anotherFileThanThatOfTheRegistrationIsRefused() {
    MachineConfig config = machine(1, Vector.of(1, 1), 64, 1, 2, true);
    DmabufRw s = Machine.update(Machine.withTable(config), Machine.dmabuf(0, 1, 1, Option.none()));
    s = Machine.submit(s, 0, Op.READ_FIXED, 2);
    assertThat(Machine.cqes(s)).containsExactly(new Cqe(1, -Errno.EBADF.number()));
  }

  @Test
  void aMappingThatGoesUnderARequestIsAnIommuFault() {
    Design design = Design.intended().with(DmabufRwDeviation.RELEASE_WITHOUT_WAITING);
    DmabufRw s = Machine.withTable(machine(64, 2).withDesign(design));
    s = Machine.update(s, Machine.dmabuf(0, 1, 1, Option.none()));
    s = Machine.must(s, m -> m.submit(0, Op.READ_FIXED, 1, ByteRange.WELL_FORMED));
    s = Machine.until(s, m -> m.queue().nextTransfer(1, 0).isDefined() && m.table().lockIsFree());
    s = Machine.must(s, DmabufRw::startUnregister);
    s = Machine.must(s, DmabufRw::clearSlot);
    s = Machine.must(s, DmabufRw::putNode);
    DmabufRw after = Machine.must(s, m -> m.xfer(1, 0));
    assertThat(faults(after).map(event -> ((Event.Fault) event).kind()))
        .containsExactly(FaultKind.IOMMU_FAULT);
    assertThat(after.queue()).isEqualTo(s.queue());
  }

  @Test
  void withoutSyncForTheDeviceItSeesOldBytes() {
    Design design = Design.intended().with(DmabufRwDeviation.SKIP_SYNC_FOR_DEVICE);
    DmabufRw s = Machine.withTable(incoherent(64, 1).withDesign(design));
    s = Machine.update(s.withBuffer(1, random(6, 64)), Machine.dmabuf(0, 1, 1, Option.none()));
    s = Machine.submit(s, 0, Op.WRITE_FIXED, 1);
    assertThat(Arrays.copyOf(disk(s, 1), 64)).isEqualTo(new byte[64]);
    assertThat(faults(s).map(event -> ((Event.Fault) event).kind()))
        .containsExactly(FaultKind.STALE_DATA);
  }

  @Test
  void withoutSyncForTheCpuItSeesOldBytes() {
    Design design = Design.intended().with(DmabufRwDeviation.SKIP_SYNC_FOR_CPU);
    byte[] old = random(7, 64);
    DmabufRw s = Machine.withTable(incoherent(64, 1).withDesign(design));
    s = withDisk(s.withBuffer(1, old), 1, random(8, s.config().blocks() * 64));
    s = Machine.update(s, Machine.dmabuf(0, 1, 1, Option.none()));
    s = Machine.submit(s, 0, Op.READ_FIXED, 1);
    assertThat(s.buffer(1)).isEqualTo(old);
  }
}
