package io.uring.dmabuf.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A law that nothing can break says nothing: each is broken by a design that is wrong. */
class BrokenLawsTest {
  @TempDir static Path folder;

  /** Wrong decisions and left out guards, and the small model on which they break what they do. */
  private static final List<List<String>> DESIGNS =
      List.of(
          List.of(
              "nvme-queue-small",
              "NvmeQueue.SyncForDevice.1",
              "NvmeQueue.Submit.1",
              "COMPLETE_BEFORE_ALL_MOVED",
              "PHASE_NOT_FLIPPED"),
          List.of(
              "cq-overflow",
              "CompletionQueue.FlushEntry.3",
              "OVERFLOW_OVERTAKEN",
              "BIT_CLEARED_EARLY"),
          List.of(
              "cq-overflow-lost",
              "CompletionQueue.TellLoss.3",
              "LOSS_NOT_COUNTED",
              "LOSS_NOT_TOLD"),
          List.of("nvme-queue-retry", "NvmeQueue.Retry.2"),
          List.of(
              "nvme-queue-reset",
              "NvmeQueue.Cancel.1",
              "NvmeQueue.Quiesce.2",
              "NvmeQueue.Unfreeze.2"),
          List.of("nvme-queue-dead", "DISPATCH_TO_DISABLED"),
          List.of(
              "nvme-queue-abort",
              "NvmeQueue.PollLate.3",
              "NvmeQueue.FreeTag.2",
              "ABORT_UNPOLLED",
              "ABORT_ENDS_REQUEST"),
          List.of("hardlinks", "HARDLINK_SEVERED"),
          List.of("deferred-issue-nowait", "NOWAIT_PUT_OFF"),
          List.of("rw-unbound", "BINDING_IGNORED", "DmabufRw.Revoke.1"),
          List.of(
              "dmabuf-mapping-small",
              "DmabufMapping.FreeRegbuf.2",
              "DmabufMapping.Map.2",
              "DmabufMapping.ReqGetFile.1",
              "PUT_FILE_EARLY"),
          List.of(
              "cloned-tables-kinds",
              "Requests.PostTag.1",
              "Requests.IssueOrdinary.1",
              "Requests.Fail.1",
              "Requests.StartUpdate.4",
              "Requests.StartClone.6",
              "CLONE_COPIES_TAG",
              "SOURCE_UNLOCKED"),
          List.of(
              "deferred-issue-small",
              "Requests.PartEnds.1",
              "Requests.PrepareLinked.1",
              "Requests.StartUpdate.3",
              "RELEASE_WHILE_REFERENCED"),
          List.of(
              "deferred-issue-kinds",
              "Requests.StartSubmit.3",
              "Requests.StartSubmit.4",
              "Requests.CancelQueued.3",
              "Requests.CancelQueued.4",
              "ASYNC_BINDS_AT_SUBMISSION",
              "WORKER_REFERENCE_IGNORED",
              "PART_NOT_COUNTED"),
          List.of(
              "dying-ring",
              "Requests.StartAsync.2",
              "Requests.CloseRing.3",
              "EXIT_WORK_DOES_NOT_WAIT"),
          List.of("cloned-tables-one-task", "Requests.RegisterSparse.1", "Requests.StoreNode.1"),
          List.of("rw-worker-put", "DmabufRw.FreeTag.1"),
          List.of("rw-parts", "LAST_RESULT_WINS"),
          List.of("rw-deferred-small", "IMPORT_ANY_RANGE"),
          List.of("rw-worker-link", "Requests.WorkerImport.2"),
          List.of(
              "rw-small",
              "Requests.ReapCqe.1",
              "Requests.AllocNode.1",
              "Requests.AllocImu.1",
              "DmabufRw.IssueReturns.1",
              "NvmeQueue.PoolEmpty.2"),
          List.of("rw-ordinary-pages", "DmabufRw.SyncForDevice.1"));

  /** Laws that no wrong decision and no missing guard breaks. */
  private static final Set<String> UNBROKEN =
      HashSet.of(
          // What a step does is one effect: no guard decides how many descriptors a list gets, what
          // a doorbell is told, or what goes into the queue beside the events that are told.
          "DescriptorsFitEntries",
          "DoorbellsAsWritten",
          "HeadToldIsRead",
          "QueueHoldsWhatWasTold",
          // Whether a file has a queue is asked in one place, for the poll and for the tag.
          "PollWaitsForNoTag",
          // A step of one ring sets the imus of both.
          "RingsSeeTheSameImus",
          // The design that breaks it in the specification has no twin: KEEP_SHARED_IMU is chosen
          // by the same count that it looks at.
          "ReleasedByLast");

  @Test
  @Tag("long")
  void everyLawIsBrokenByAWrongDesign() {
    List<String> lines =
        DESIGNS.flatMap(each ->
            Forked.run(
                BrokenLawsRun.class,
                folder,
                each.prepend(Home.current().root().toString()).toJavaArray(String[]::new)));
    Set<String> laws = words(lines, "law", 1);
    Set<String> broken = words(lines, "broken", 1);

    assertThat(laws.size()).isGreaterThan(40);
    assertThat(laws.removeAll(broken)).containsExactlyInAnyOrderElementsOf(UNBROKEN);
    assertThat(DESIGNS.flatMap(List::tail)).hasSameElementsAs(words(lines, "broken", 2));
  }

  /** The words at a place of the lines that begin with a word. */
  private static Set<String> words(List<String> lines, String first, int place) {
    return lines
        .filter(line -> line.startsWith(first + " "))
        .map(line -> line.split(" ")[place])
        .toSet();
  }
}
