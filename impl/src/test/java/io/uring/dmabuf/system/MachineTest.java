package io.uring.dmabuf.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.dma.Event.FaultKind;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.NvmeSteps;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Request;
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
class MachineTest {
  private static final FileId FILE = FileId.of(1);
  private static final DmabufId BUFFER = DmabufId.of(1);
  private static final DeviceId DEVICE = DeviceId.of(1);
  private static final OfTag TAG = new OfTag(DEVICE, TagId.of(0));

  private static final boolean COHERENT = true;

  /** A machine with a dma-buf, and one or more files on as many devices as they name. */
  private static Setup machine(
      int slots, Vector<DeviceId> devOf, int pageSize, int pages, int iovas) {
    return new Setup(
        Vector.of(1),
        slots,
        2,
        2,
        devOf,
        Vector.of(pages),
        1,
        devOf.map(DeviceId::number).max().get(),
        HashSet.empty(),
        HashSet.empty(),
        false,
        iovas,
        2,
        3,
        3,
        true,
        1,
        4,
        4,
        pageSize,
        (long) pages * pageSize,
        0,
        Design.intended());
  }

  private static Setup machine(int pageSize, int pages) {
    return machine(1, Vector.of(DEVICE), pageSize, pages, 2 * pages);
  }

  private static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] disk(Driven s, DeviceId device) {
    int size = s.setup().blocks() * s.setup().pageSize();
    return s.bytes().disk(device).read(0, size).get();
  }

  private static Driven withDisk(Driven s, DeviceId device, byte[] bytes) {
    return s.with(s.bytes().withDisk(device, s.bytes().disk(device).write(0, bytes).get()));
  }

  private static List<Event> faults(Driven s) {
    return s.log().filter(event -> event instanceof Event.Fault);
  }

  private static void assertWritten(Setup config, boolean coherent) {
    int length = config.pagesOf().head() * config.pageSize();
    byte[] data = random(1, length);
    byte[] before = random(2, config.blocks() * config.pageSize());
    Driven s =
        withDisk(Driven.withTable(config, coherent).withBuffer(BUFFER, data), DEVICE, before);
    s = s.update(Driven.dmabuf(0, FILE, BUFFER, Option.none()));
    s = s.submit(Op.WRITE_FIXED, FILE);
    byte[] expected = before.clone();
    System.arraycopy(data, 0, expected, 0, length);
    assertThat(disk(s, DEVICE)).isEqualTo(expected);
    assertThat(s.buffer(BUFFER)).isEqualTo(data);
    assertThat(s.cqes()).containsExactly(new Cqe(1, length));
    assertThat(faults(s)).isEmpty();
  }

  private static void assertRead(Setup config, boolean coherent) {
    int length = config.pagesOf().head() * config.pageSize();
    byte[] before = random(3, config.blocks() * config.pageSize());
    Driven s = Driven.withTable(config, coherent).withBuffer(BUFFER, random(4, length));
    s = withDisk(s, DEVICE, before);
    s = s.update(Driven.dmabuf(0, FILE, BUFFER, Option.none()));
    s = s.submit(Op.READ_FIXED, FILE);
    assertThat(s.buffer(BUFFER)).isEqualTo(Arrays.copyOf(before, length));
    assertThat(disk(s, DEVICE)).isEqualTo(before);
    assertThat(s.cqes()).containsExactly(new Cqe(1, length));
    assertThat(faults(s)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 4096})
  void writeFixedPutsTheBufferOnTheDiskAndNothingElse(int pageSize) {
    List.of(1, 2, 3, 7).forEach(pages -> assertWritten(machine(pageSize, pages), COHERENT));
    List.of(1, 2, 3, 7).forEach(pages -> assertWritten(machine(pageSize, pages), !COHERENT));
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 4096})
  void readFixedFillsTheBufferAndNothingElse(int pageSize) {
    List.of(1, 2, 3, 7).forEach(pages -> assertRead(machine(pageSize, pages), COHERENT));
    List.of(1, 2, 3, 7).forEach(pages -> assertRead(machine(pageSize, pages), !COHERENT));
  }

  @Test
  void aRequestThatIsLongerThanItsQueueTakesMovesInParts() {
    List.of(1, 2, 3)
        .forEach(pages -> {
          Setup config = machine(64, 7).withPartBytes(64L * pages);
          assertWritten(config, COHERENT);
          assertRead(config, !COHERENT);
        });
  }

  @Test
  void ordinaryPagesTakeTheBasePath() {
    Driven s = Driven.withTable(machine(64, 1), COHERENT);
    long page = s.machine().state().platform().area(AreaId.of(1)).head().address();
    s = s.with(s.bytes().cpuWrite(page, random(5, 64)).get());
    s = s.update(Driven.pages(0));
    s = s.submit(Op.WRITE_FIXED, FILE);
    assertThat(Arrays.copyOf(disk(s, DEVICE), 64)).isEqualTo(random(5, 64));
    assertThat(s.cqes()).containsExactly(new Cqe(1, 64));
  }

  static List<UpdateStage> thatCanFail() {
    return List.of(UpdateStage.values()).filter(UpdateStage::isInjectable);
  }

  @ParameterizedTest
  @MethodSource("thatCanFail")
  void aRegistrationThatFailsLeavesNothingBehind(UpdateStage stage) {
    Driven before = Driven.withTable(machine(64, 2), COHERENT);
    Driven failing =
        before
            .must(
                RegistrationSteps.START_UPDATE, Driven.dmabuf(0, FILE, BUFFER, Option.some(stage)))
            .until(
                m -> m.table().call() instanceof Call.Update update && update.error().isDefined());
    assertThat(((Call.Update) failing.table().call()).error()).isEqualTo(stage.errno());
    Driven after = failing.settled();
    assertThat(after.table().nodes()).isEmpty();
    assertThat(after.table().imus()).isEmpty();
    assertThat(after.table().table()).isEqualTo(before.table().table());
    assertThat(after.table().lockIsFree()).isTrue();
    assertThat(after.mapping()).isEqualTo(before.mapping());
    assertThat(after.queue()).isEqualTo(before.queue());
    assertThat(after.cqes()).isEmpty();
  }

  @Test
  void aRegistrationWithoutAnAddressLeftLeavesNothingBehind() {
    Setup config = machine(2, Vector.of(DEVICE), 64, 1, 1);
    Driven before =
        Driven.withTable(config, COHERENT).update(Driven.dmabuf(0, FILE, BUFFER, Option.none()));
    Driven after = before.update(Driven.dmabuf(1, FILE, BUFFER, Option.none()));
    assertThat(after.mapping()).isEqualTo(before.mapping());
    assertThat(after.table().nodes()).isEqualTo(before.table().nodes());
  }

  @Property(tries = 200)
  @StatisticsReport(StatisticsReportMode.OFF)
  void unregistrationRestoresEverything(@ForAll Random random) {
    Setup config = machine(64, 3);
    Driven fresh = Driven.withTable(config, COHERENT);
    Driven s = fresh.update(Driven.dmabuf(0, FILE, BUFFER, Option.none()));
    int steps = 30 + random.nextInt(121);
    for (int i = 0; i < steps; i++) {
      s = anyStep(s, random);
    }
    Statistics.label("a request is under way")
        .collect(s.table().requests().values().exists(r -> r.state() == Request.State.IN_FLIGHT))
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 15));
    Driven rest = s.settled();
    Driven end = rest.table().table().isEmpty() ? rest : rest.unregister();
    assertThat(end.mapping()).isEqualTo(fresh.mapping());
    assertThat(end.table().nodes()).isEmpty();
    assertThat(end.table().imus()).isEmpty();
    assertThat(end.queue().pairs().forAll(p -> p.tags().lowestFree().contains(TAG.tag()))).isTrue();
    assertThat(end.queue().pairs().map(p -> p.pool().free()))
        .isEqualTo(fresh.queue().pairs().map(p -> p.pool().free()));
    assertThat(faults(end)).isEmpty();
  }

  /** No guard and no effect on the control looks at a byte. */
  @Property(tries = 100)
  void theBytesDecideNothing(@ForAll long seed, @ForAll @IntRange(max = 150) int steps) {
    Setup config = machine(64, 3);
    Driven zeros =
        Driven.withTable(config, !COHERENT).update(Driven.dmabuf(0, FILE, BUFFER, Option.none()));
    Driven other =
        withDisk(
            zeros.withBuffer(BUFFER, random(seed, 192)),
            DEVICE,
            random(seed + 1, config.blocks() * 64));
    Random one = new Random(seed);
    Random two = new Random(seed);
    for (int i = 0; i < steps; i++) {
      zeros = anyStep(zeros, one);
      other = anyStep(other, two);
      assertThat(other.machine().state()).isEqualTo(zeros.machine().state());
    }
  }

  private static Driven anyStep(Driven s, Random random) {
    List<Choice<State, ?>> steps =
        s.goingOn()
            .append(new Choice<>(SubmissionSteps.SUBMIT, s.whole(Op.READ_FIXED, FILE)))
            .append(new Choice<>(SubmissionSteps.SUBMIT, s.beyond(Op.WRITE_FIXED, FILE)))
            .append(new Choice<>(EnvironmentSteps.REAP_CQE, RequestId.of(1)))
            .append(new Choice<>(EnvironmentSteps.REAP_CQE, RequestId.of(2)))
            .append(
                new Choice<>(
                    RegistrationSteps.START_UPDATE, Driven.dmabuf(0, FILE, BUFFER, Option.none())));
    List<Driven> possible = steps.flatMap(step -> s.after(step));
    return possible.isEmpty() ? s : possible.get(random.nextInt(possible.size()));
  }

  @Test
  void theErrorOfTheDeviceReachesTheUser() {
    Driven s = Driven.withTable(machine(64, 2), COHERENT);
    s = s.update(Driven.dmabuf(0, FILE, BUFFER, Option.none()));
    s = s.must(SubmissionSteps.SUBMIT, s.whole(Op.READ_FIXED, FILE));
    s = s.until(m -> m.queue().nextTransfer(DEVICE, TAG.tag()).isDefined());
    s = s.must(DeviceSteps.ANSWER, new NvmeSteps.Answer(TAG, false)).settled();
    assertThat(s.cqes()).containsExactly(new Cqe(1, -Errno.EIO.number()));
  }

  @Test
  void anotherFileThanThatOfTheRegistrationIsRefused() {
    Setup config = machine(1, Vector.of(DEVICE, DEVICE), 64, 1, 2);
    Driven s =
        Driven.withTable(config, COHERENT).update(Driven.dmabuf(0, FILE, BUFFER, Option.none()));
    s = s.submit(Op.READ_FIXED, FileId.of(2));
    assertThat(s.cqes()).containsExactly(new Cqe(1, -Errno.EBADF.number()));
  }

  @Test
  void aMappingThatGoesUnderARequestIsAnIommuFault() {
    Design design = Design.intended().with(DmabufRwDeviation.RELEASE_WITHOUT_WAITING);
    Driven s = Driven.withTable(machine(64, 2).withDesign(design), COHERENT);
    s = s.update(Driven.dmabuf(0, FILE, BUFFER, Option.none()));
    s = s.must(SubmissionSteps.SUBMIT, s.whole(Op.READ_FIXED, FILE));
    s =
        s.until(
            m -> m.queue().nextTransfer(DEVICE, TAG.tag()).isDefined() && m.table().lockIsFree());
    s = s.must(RegistrationSteps.START_UNREGISTER);
    s = s.must(RegistrationSteps.CLEAR_SLOT);
    s = s.must(ReleaseSteps.PUT_NODE);
    Driven after = s.must(DeviceSteps.XFER, TAG);
    assertThat(faults(after).map(event -> ((Event.Fault) event).kind()))
        .containsExactly(FaultKind.IOMMU_FAULT);
    assertThat(after.queue()).isEqualTo(s.queue());
  }

  @Test
  void withoutSyncForTheDeviceItSeesOldBytes() {
    Design design = Design.intended().with(DmabufRwDeviation.SKIP_SYNC_FOR_DEVICE);
    Driven s = Driven.withTable(machine(64, 1).withDesign(design), !COHERENT);
    s = s.withBuffer(BUFFER, random(6, 64)).update(Driven.dmabuf(0, FILE, BUFFER, Option.none()));
    s = s.submit(Op.WRITE_FIXED, FILE);
    assertThat(Arrays.copyOf(disk(s, DEVICE), 64)).isEqualTo(new byte[64]);
    assertThat(faults(s).map(event -> ((Event.Fault) event).kind()))
        .containsExactly(FaultKind.STALE_DATA);
  }

  @Test
  void withoutSyncForTheCpuItSeesOldBytes() {
    Design design = Design.intended().with(DmabufRwDeviation.SKIP_SYNC_FOR_CPU);
    byte[] old = random(7, 64);
    Driven s = Driven.withTable(machine(64, 1).withDesign(design), !COHERENT);
    s = withDisk(s.withBuffer(BUFFER, old), DEVICE, random(8, s.setup().blocks() * 64));
    s = s.update(Driven.dmabuf(0, FILE, BUFFER, Option.none()));
    s = s.submit(Op.READ_FIXED, FILE);
    assertThat(s.buffer(BUFFER)).isEqualTo(old);
  }
}
