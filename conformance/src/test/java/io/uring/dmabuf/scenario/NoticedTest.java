package io.uring.dmabuf.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Deviation;
import io.uring.dmabuf.dmabuf.DmabufMappingDeviation;
import io.uring.dmabuf.nvme.NvmeQueueDeviation;
import io.uring.dmabuf.scenario.ScenarioRun.Verdict;
import io.uring.dmabuf.system.CallDeviation;
import io.uring.dmabuf.system.DmabufRwDeviation;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.uring.RequestsDeviation;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A mistake that machine deviation= names")
class NoticedTest {

  /** Those that no defect of the specification makes, too, with what notices them. */
  private static final List<Tuple2<Deviation, String>> OF_NO_DEFECT =
      List.of(
          Tuple.of(NvmeQueueDeviation.SECOND_POINTER_SKIPS_PAGE, "prp-lists"),
          Tuple.of(NvmeQueueDeviation.BAD_LIST_KEEPS_DESCRIPTORS, "bad-list"),
          Tuple.of(DmabufMappingDeviation.PUT_FILE_EARLY, "first-read"),
          Tuple.of(RequestsDeviation.KEEP_IMU_REFERENCE, "first-read"),
          Tuple.of(RequestsDeviation.FAILED_REGISTRATION_KEEPS_TABLE, "registration-fails"),
          Tuple.of(RequestsDeviation.STORE_OVER_OLD_NODE, "replaced-twice"),
          Tuple.of(RequestsDeviation.EMPTY_SLOT_IS_EBADF, "ordinary-ranges"),
          Tuple.of(RequestsDeviation.TAIL_BINDS_AT_SUBMISSION, "linked-request"),
          Tuple.of(RequestsDeviation.TAIL_NEVER_GOES_ON, "linked-fixed"),
          Tuple.of(RequestsDeviation.WORKER_BORROWS_WITHOUT_REFERENCE, "worker-binds-late"),
          Tuple.of(RequestsDeviation.CLONE_WITHOUT_REFERENCE, "clone-untagged"),
          Tuple.of(DmabufRwDeviation.END_BIO_KEEPS_TAG, "first-read"),
          Tuple.of(DmabufRwDeviation.RELEASE_WITHOUT_WAITING, "bounce"),
          Tuple.of(DmabufRwDeviation.UNWIND_KEEPS_DMABUF, "registration-unwinding"),
          Tuple.of(DmabufRwDeviation.IMPORT_ERRNO_ORDER, "ranges"),
          Tuple.of(DmabufRwDeviation.FOLIO_IS_ONE_RANGE, "ordinary-folios"),
          Tuple.of(DmabufRwDeviation.VECTOR_COUNTS_FROM_PAGE, "ordinary-folios"),
          Tuple.of(DmabufRwDeviation.SKIP_SYNC_FOR_CPU, "noncoherent"),
          Tuple.of(DmabufRwDeviation.SKIP_SYNC_FOR_DEVICE, "bounce"),
          Tuple.of(CallDeviation.UPDATE_ALL_OR_NOTHING, "update-partly"),
          Tuple.of(CallDeviation.LAST_BYTE_IS_OUTSIDE, "tag-after-last-request"),
          Tuple.of(CallDeviation.EMPTY_RANGE_IS_REFUSED, "range-borders"),
          Tuple.of(CallDeviation.UNREGISTER_IN_DISORDER, "clone-replace"),
          Tuple.of(CallDeviation.CLONE_REPLACES_UNASKED, "clone-refused"),
          Tuple.of(CallDeviation.CLONE_BEGINS_BESIDE, "clone-itself"),
          Tuple.of(CallDeviation.LINKED_IS_FOUND, "cancel-linked"),
          Tuple.of(CallDeviation.LINKED_IN_THE_SAME_ROUND, "linked-deferred"),
          Tuple.of(CallDeviation.UNREGISTER_IS_BUSY, "unregister-in-flight"));

  /** Each mistake with a scenario of the tour that notices it: the twins of defects name theirs. */
  static final List<Tuple2<Deviation, String>> BY =
      Manifest.read(Home.current().manifest())
          .get()
          .models()
          .flatMap(ModelEntry::twin)
          .flatMap(twin -> twin.scenario().map(scenario -> Tuple.of(named(twin), scenario)))
          .appendAll(OF_NO_DEFECT);

  private static Deviation named(ModelEntry.Twin twin) {
    return Targets.deviations().find(each -> each.name().equals(twin.deviation())).get();
  }

  static Stream<Tuple2<Deviation, String>> noticed() {
    return BY.toJavaStream();
  }

  private static ScenarioRun run(String name, Design kernel) {
    Path file =
        ScenarioTables.files(Home.current().root())
            .find(each -> each.endsWith(name + ".scenario"))
            .getOrElseThrow(() -> new AssertionError("no scenario " + name));
    return ScenarioRun.of(Scenario.read(file).get(), kernel, line -> {});
  }

  @ParameterizedTest
  @MethodSource("noticed")
  void isNoticedByTheScenarioThatItNames(Tuple2<Deviation, String> each) {
    Design first = each._1.after().toList().foldLeft(Design.intended(), Design::with);
    ScenarioRun without = run(each._2, first);
    ScenarioRun run = run(each._2, first.with(each._1));
    assertThat(run.verdict()).as(each._1.sentence()).isEqualTo(Verdict.FAILED);
    assertThat(run.message()).as(each._1.sentence()).isNotEqualTo(without.message());
  }

  @Test
  void isEveryNameThatThereIs() {
    assertThat(BY.map(Tuple2::_1))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(Making.Machine.deviations());
  }

  @Test
  void isRefusedWhereNoMachineComesToIt() {
    assertThat(Targets.deviations().removeAll(Making.Machine.deviations()))
        .isNotEmpty()
        .allSatisfy(never ->
            assertThat(Scenario.parse("text", "machine deviation=" + never.name()).getLeft())
                .contains(
                    "expected names of mistakes that a machine comes to, not " + never.name()));
  }

  @Test
  void isRefusedWhereTheOneBeforeItIsLacking() {
    assertThat(Scenario.parse("text", "machine deviation=BAD_LIST_KEEPS_DESCRIPTORS").getLeft())
        .contains("expected IGNORE_VIRTUAL_BOUNDARY where BAD_LIST_KEEPS_DESCRIPTORS is");
  }
}
