package io.uring.dmabuf.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.audit.spec.SpecVerdict;
import io.vavr.collection.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What recordings of stock kernels lack, and was once taken for a mistake: when a worker looks up
 * its buffer, a plug that a reset meets, and a disk that is lost between two tries. The lines are
 * written by hand, after those of Linux 7.3, 6.1 and 6.12.
 */
@DisplayName("The specification against what no line shows")
class SpecUnseenTest {
  private static final int SUBMITTER = 10;
  private static final int WORKER = 11;
  private static final int KWORKER = 12;
  private static final int IDLE = 0;

  private static String line(int task, String event, String text) {
    return "  name-" + task + " [000] ..... 1.000000: " + event + ": " + text;
  }

  private static String mark(String text) {
    return line(SUBMITTER, "tracing_mark_write", "ul: " + text);
  }

  private static String register(int opcode, int ret) {
    return line(
        SUBMITTER,
        "io_uring_register",
        "ring 1, opcode %d, nr_user_files 0, nr_user_bufs 1, ret %d".formatted(opcode, ret));
  }

  /** A table of one buffer. */
  private static List<String> table(int tag) {
    return List.of(
        register(15, 0),
        mark("register slot=0 addr=0x1000 len=65536 tag=0x%x ret=0".formatted(tag)));
  }

  private static final List<String> RING =
      List.of(line(SUBMITTER, "io_uring_create", "ring 1, fd 3 sq size 4, cq size 8, flags 0x0"))
          .appendAll(table(0x100));

  private static String uring(String event, int req, String text) {
    return line(SUBMITTER, event, "ring 1, req %d, user_data 0x%d, %s".formatted(req, req, text));
  }

  private static List<String> submission(int req, int flags) {
    return List.of(
        mark(
            "sqe ud=%d op=WRITE_FIXED buf=0 addr=0x1000 len=16384 off=%d"
                .formatted(req, req * 16384)),
        uring(
            "io_uring_submit_req",
            req,
            "opcode WRITE_FIXED, flags 0x%x, sq_thread 0".formatted(flags)),
        uring("io_uring_file_get", req, "fd 4"));
  }

  private static String toIoWq(int req) {
    return uring(
        "io_uring_queue_async_work", req, "opcode WRITE_FIXED, flags 0x0, normal queue, work 1");
  }

  private static final int ASYNC = 0x10;

  private static List<String> async(int req) {
    return submission(req, ASYNC).append(toIoWq(req));
  }

  private static String command(int task, int req) {
    return line(
        task,
        "nvme_setup_cmd",
        "nvme0: disk=nvme0n1, qid=1, cmdid=%d, nsid=1, flags=0x0, meta=0x0, ".formatted(req)
            + "cmd=(nvme_cmd_write slba=%d, len=31, ctrl=0x0)".formatted(req * 32));
  }

  private static String answer(int req) {
    return line(
        IDLE,
        "nvme_complete_rq",
        "nvme0: disk=nvme0n1, qid=1, cmdid=%d, res=0x0, retries=0, flags=0x0, status=0x0"
            .formatted(req));
  }

  private static String admin(String command) {
    return line(
        KWORKER,
        "nvme_setup_cmd",
        "nvme0: qid=0, cmdid=1, nsid=0, flags=0x0, meta=0x0, cmd=(nvme_admin_%s sqid=1, qsize=3)"
            .formatted(command));
  }

  private static String done(int req) {
    return uring("io_uring_complete", req, "result 16384, cflags 0x0");
  }

  private static String taken(int req) {
    return mark("cqe ud=%d res=16384".formatted(req));
  }

  private static String posted(int tag) {
    return line(
        SUBMITTER,
        "io_uring_complete",
        "ring 1, req 0, user_data 0x%x, result 0, cflags 0x0".formatted(tag));
  }

  /** A request from its command to the time when the program takes its CQE. */
  private static List<String> served(int task, int req) {
    return List.of(command(task, req), answer(req), done(req), taken(req));
  }

  private static void assertAllowed(List<String> lines, long requests, long leftOut) {
    SpecVerdict verdict = SpecAuditTest.of(lines);
    assertThat(verdict.rings().flatMap(SpecVerdict.Ring::refusal)).isEmpty();
    assertThat(verdict.alternatives()).isEmpty();
    assertThat(verdict.requests()).isEqualTo(requests);
    assertThat(verdict.unsaid()).isEqualTo(leftOut);
  }

  private static void assertRefused(List<String> lines, String event, String why) {
    SpecVerdict verdict = SpecAuditTest.of(lines);
    assertThat(verdict.isAllowed()).isFalse();
    var refusal = verdict.rings().flatMap(SpecVerdict.Ring::refusal).head();
    assertThat(refusal.instead().said() + ": " + refusal.why()).contains(event).contains(why);
  }

  // ---- A worker looks up its buffer before that leaves its slot, or after that.

  /** The table goes, and another one comes. */
  private static List<String> replaced(int tag) {
    return List.of(mark("unregister begin"), register(1, 0), mark("unregister ret=0"))
        .appendAll(table(tag));
  }

  private static List<String> updated(int tag) {
    return List.of(
        mark("update begin slot=0 nr=1"),
        register(16, 1),
        mark("update slot=0 addr=0x1000 len=65536 tag=0x%x ret=1".formatted(tag)));
  }

  private static final List<String> REPLACED = replaced(0x101);

  /** The same, and no request holds the buffer: its tag comes within the call. */
  private static final List<String> REPLACED_UNUSED = REPLACED.insert(1, posted(0x100));

  private static final List<String> UPDATED = updated(0x101);

  private static final List<String> UPDATED_UNUSED = UPDATED.insert(1, posted(0x100));

  private static List<String> call(boolean whole, boolean unused) {
    return whole ? unused ? REPLACED_UNUSED : REPLACED : unused ? UPDATED_UNUSED : UPDATED;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aWorkerThatHasLookedUpBeforeHoldsTheOldBuffer(boolean whole) {
    assertAllowed(
        RING.appendAll(async(1))
            .appendAll(call(whole, false))
            .appendAll(served(WORKER, 1).insert(3, posted(0x100))),
        1,
        0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneThatLooksUpAfterThatHoldsTheNewOne(boolean whole) {
    assertAllowed(
        RING.appendAll(async(1))
            .appendAll(call(whole, true))
            .append(command(WORKER, 1))
            .appendAll(updated(0x102))
            .append(answer(1))
            .append(done(1))
            .append(posted(0x101))
            .append(taken(1)),
        1,
        0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneOfTwoMayBeEarlyAndTheOtherLate(boolean whole) {
    assertAllowed(
        RING.appendAll(async(1))
            .appendAll(async(2))
            .appendAll(call(whole, false))
            .appendAll(served(WORKER, 1).insert(3, posted(0x100)))
            .append(mark("unregister begin"))
            .append(register(1, 0))
            .append(mark("unregister ret=0"))
            .appendAll(served(WORKER, 2).insert(3, posted(0x101))),
        2,
        0);
  }

  @Test
  void noBufferMayComeInItsPlace() {
    List<String> gone = REPLACED.take(3);
    assertAllowed(
        RING.appendAll(async(1))
            .appendAll(gone)
            .appendAll(served(WORKER, 1).insert(3, posted(0x100))),
        1,
        0);
    assertRefused(
        RING.appendAll(async(1))
            .appendAll(gone.insert(1, posted(0x100)))
            .appendAll(served(WORKER, 1)),
        "nvme_setup_cmd",
        "");
  }

  /** It comes neither within the call nor after the CQE of the only request that may hold it. */
  @Test
  void aTagThatComesBetweenIsRefused() {
    assertRefused(
        RING.appendAll(REPLACED_UNUSED)
            .appendAll(async(1))
            .appendAll(updated(0x102))
            .appendAll(served(WORKER, 1).insert(1, posted(0x101))),
        "io_uring_complete",
        "the buffer of this tag is in a slot, or a request still holds it");
  }

  // ---- A plug.

  private static final List<String> FIRST = submission(1, 0).appendAll(served(SUBMITTER, 1));

  private static final List<String> PLUGGED =
      RING.appendAll(FIRST).appendAll(submission(2, 0)).appendAll(submission(3, 0));

  /** Both have their tags, and the last is being issued still: only the first is left out. */
  @Test
  void aPlugKeepsRequestsUntilTheirControllerIsReset() {
    assertAllowed(
        PLUGGED
            .append(admin("delete_sq"))
            .append(admin("create_sq"))
            .appendAll(List.of(3, 2).map(req -> command(KWORKER, req)))
            .appendAll(List.of(3, 2).map(SpecUnseenTest::answer))
            .appendAll(List.of(3, 2).map(SpecUnseenTest::done))
            .appendAll(List.of(3, 2).map(SpecUnseenTest::taken)),
        2,
        1);
  }

  @Test
  void oneThatIsMadeInTheMiddleOfTheResetIsRefused() {
    assertRefused(
        PLUGGED
            .append(admin("delete_sq"))
            .append(command(KWORKER, 2))
            .append(admin("create_sq"))
            .append(command(KWORKER, 3))
            .appendAll(List.of(3, 2).map(SpecUnseenTest::answer))
            .appendAll(List.of(3, 2).map(SpecUnseenTest::done)),
        "nvme_setup_cmd",
        "Unquiesce is refused: The controller is started again.");
  }

  // ---- A disk that is lost.

  /** The queue is frozen when the request is issued inline; the disk has no size later. */
  @Test
  void aRequestMayWaitForAWorkerWhileItsDiskIsLost() {
    assertAllowed(
        RING.appendAll(FIRST)
            .appendAll(submission(2, 0))
            .append(toIoWq(2))
            .append(uring("io_uring_complete", 2, "result -28, cflags 0x0")),
        1,
        1);
  }

  @Test
  void oneThatIsMisalignedWaitsForNoWorker() {
    assertRefused(
        RING.appendAll(FIRST)
            .appendAll(submission(2, 0))
            .append(toIoWq(2))
            .append(uring("io_uring_complete", 2, "result -22, cflags 0x0")),
        "io_uring_queue_async_work",
        "Punt is refused");
  }
}
