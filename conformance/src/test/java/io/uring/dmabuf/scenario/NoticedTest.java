package io.uring.dmabuf.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Deviation;
import io.uring.dmabuf.dma.AddressingDeviation;
import io.uring.dmabuf.dmabuf.DmabufMappingDeviation;
import io.uring.dmabuf.nvme.NvmeQueueDeviation;
import io.uring.dmabuf.scenario.ScenarioRun.Verdict;
import io.uring.dmabuf.system.DmabufRwDeviation;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.Home;
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

  /** Each mistake with a scenario of the tour that notices it. */
  static final List<Tuple2<Deviation, String>> BY =
      List.of(
          Tuple.of(AddressingDeviation.NARROW_SEGMENT_LENGTH, "beyond-4g"),
          Tuple.of(AddressingDeviation.TRUNCATE_BUFFER_LENGTH, "beyond-4g"),
          Tuple.of(AddressingDeviation.COUNT_SEGMENTS_FROM_START, "split-offset"),
          Tuple.of(AddressingDeviation.REFUSE_INSTEAD_OF_SPLIT, "split"),
          Tuple.of(AddressingDeviation.IGNORE_VIRTUAL_BOUNDARY, "gap-check"),
          Tuple.of(AddressingDeviation.STALE_OFFSET, "split-offset"),
          Tuple.of(AddressingDeviation.FIRST_SEGMENT_FILLS_PAGE, "sgl"),
          Tuple.of(AddressingDeviation.SYNC_STAYS_AT_FIRST, "noncoherent"),
          Tuple.of(AddressingDeviation.SYNC_BY_REQUEST_DIRECTION, "bounce"),
          Tuple.of(NvmeQueueDeviation.REUSE_COMMAND_ID, "first-read"),
          Tuple.of(NvmeQueueDeviation.SECOND_POINTER_SKIPS_PAGE, "prp-lists"),
          Tuple.of(NvmeQueueDeviation.CHAIN_ENTRY_OVERWRITTEN, "prp-lists"),
          Tuple.of(NvmeQueueDeviation.BAD_LIST_KEEPS_DESCRIPTORS, "bad-list"),
          Tuple.of(NvmeQueueDeviation.COMPLETE_BEFORE_ALL_MOVED, "told-too-early"),
          Tuple.of(NvmeQueueDeviation.PHASE_NOT_FLIPPED, "few-tags"),
          Tuple.of(NvmeQueueDeviation.SKIP_DESCRIPTOR_FREE, "first-read"),
          Tuple.of(DmabufMappingDeviation.MAP_FAILURE_KEEPS_RESV, "few-addresses"),
          Tuple.of(DmabufMappingDeviation.UNMAP_LEAVES_TRANSLATION, "iommu-deferred"),
          Tuple.of(DmabufMappingDeviation.UNPIN_TWICE, "first-read"),
          Tuple.of(DmabufMappingDeviation.PUT_DMABUF_TWICE, "first-read"),
          Tuple.of(DmabufMappingDeviation.PUT_DEVICE_FORGOTTEN, "first-read"),
          Tuple.of(DmabufMappingDeviation.PUT_FILE_EARLY, "first-read"),
          Tuple.of(RequestsDeviation.POST_TAG_BEFORE_LAST_REQUEST, "replaced-twice"),
          Tuple.of(RequestsDeviation.RELEASE_WHILE_REFERENCED, "first-read"),
          Tuple.of(RequestsDeviation.KEEP_IMU_REFERENCE, "first-read"),
          Tuple.of(RequestsDeviation.DOUBLE_TAG, "tags"),
          Tuple.of(RequestsDeviation.TAG_AFTER_CLOSE, "closed-ring"),
          Tuple.of(RequestsDeviation.FORGET_UNWINDING_OF_NODE, "registration-unwinding"),
          Tuple.of(RequestsDeviation.STORE_OVER_OLD_NODE, "replaced-twice"),
          Tuple.of(RequestsDeviation.LOOKUP_WITHOUT_REFERENCE, "first-read"),
          Tuple.of(RequestsDeviation.EMPTY_SLOT_IS_EBADF, "ordinary-ranges"),
          Tuple.of(RequestsDeviation.TAIL_BINDS_AT_SUBMISSION, "linked-request"),
          Tuple.of(RequestsDeviation.ASYNC_BINDS_AT_SUBMISSION, "worker-binds-late"),
          Tuple.of(RequestsDeviation.HEAD_RESULT_IGNORED, "linked-fixed"),
          Tuple.of(RequestsDeviation.TAIL_NEVER_GOES_ON, "linked-fixed"),
          Tuple.of(RequestsDeviation.WORKER_BORROWS_WITHOUT_REFERENCE, "worker-binds-late"),
          Tuple.of(RequestsDeviation.CANCELLED_FORGETS_NODE, "cancelled-requests"),
          Tuple.of(RequestsDeviation.CLONE_COPIES_TAG, "clone-untagged"),
          Tuple.of(RequestsDeviation.CLONE_WITHOUT_REFERENCE, "clone-untagged"),
          Tuple.of(RequestsDeviation.KEPT_WITHOUT_REFERENCE, "clone-middle"),
          Tuple.of(RequestsDeviation.CLONE_FORGETS_BEHIND, "clone-middle"),
          Tuple.of(RequestsDeviation.SOURCE_UNLOCKED, "clone-untagged"),
          Tuple.of(RequestsDeviation.DECIDED_LATER, "clone-untagged"),
          Tuple.of(RequestsDeviation.TAG_WAITS_FOR_CLONES, "clone-untagged"),
          Tuple.of(RequestsDeviation.SHARED_IMU_KEEPS_REFERENCE, "clone-untagged"),
          Tuple.of(RequestsDeviation.PART_NOT_COUNTED, "first-read"),
          Tuple.of(RequestsDeviation.ENDS_WITH_FIRST_PART, "split"),
          Tuple.of(RequestsDeviation.LAST_RESULT_WINS, "split-part-fails"),
          Tuple.of(DmabufRwDeviation.END_BIO_KEEPS_TAG, "first-read"),
          Tuple.of(DmabufRwDeviation.END_BIO_REPORTS_SUCCESS, "device-error"),
          Tuple.of(DmabufRwDeviation.RELEASE_WITHOUT_WAITING, "bounce"),
          Tuple.of(DmabufRwDeviation.QUEUE_OF_ANOTHER_DEVICE, "two-drives"),
          Tuple.of(DmabufRwDeviation.SPLIT_GOES_ON, "split-part-fails"),
          Tuple.of(DmabufRwDeviation.SKIP_WRONG_FILE_CHECK, "wrong-file"),
          Tuple.of(DmabufRwDeviation.IMPORT_ANY_RANGE, "ranges"),
          Tuple.of(DmabufRwDeviation.IMPORT_ERRNO_ORDER, "ranges"),
          Tuple.of(DmabufRwDeviation.FOLIO_IS_ONE_RANGE, "ordinary-folios"),
          Tuple.of(DmabufRwDeviation.VECTOR_COUNTS_FROM_PAGE, "ordinary-folios"),
          Tuple.of(DmabufRwDeviation.KEEP_REQUEST_FILE, "first-read"),
          Tuple.of(DmabufRwDeviation.STALE_ADDRESSES, "iommu-merges"),
          Tuple.of(DmabufRwDeviation.UNWIND_KEEPS_DMABUF, "registration-unwinding"),
          Tuple.of(DmabufRwDeviation.SKIP_SYNC_FOR_CPU, "noncoherent"),
          Tuple.of(DmabufRwDeviation.SKIP_SYNC_FOR_DEVICE, "bounce"));

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
