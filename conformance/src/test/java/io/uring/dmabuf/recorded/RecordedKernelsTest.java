package io.uring.dmabuf.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What two kernels did to the requests of a program that has two tags and sixteen requests at once,
 * and replaces its buffers meanwhile, is what the machine's steps can do, in the same order.
 *
 * <p>A known blind spot: the machine has no plug, so that the command of an inline request is built
 * within its issue and not when the submission ends. It is counted; no request is left out.
 */
class RecordedKernelsTest {

  private static Recording recorded(Kernel kernel) {
    return Recording.of(
        kernel == Kernel.LINUX_6_12
            ? "linux-6.12-plain-scarce-update.txt.gz"
            : "linux-7.3.4-plain-scarce-update.txt.gz");
  }

  private static int sum(Map<String, Integer> counts, String... names) {
    return List.of(names).map(name -> counts.get(name).getOrElse(0)).sum().intValue();
  }

  @ParameterizedTest
  @CsvSource({
    // requests, inline, refused, failed, waited, asleep, with a tag free, early CQEs, late buffers,
    // that a worker was the last to have
    "LINUX_6_12, 80, 48, 42, 0, 45, 49, 4, 0, 11, 3",
    "LINUX_7_3, 80, 48, 42, 8, 34, 48, 0, 2, 0, 1"
  })
  void theLifeOfEveryTagIsOneOfTheMachine(
      Kernel kernel,
      int requests,
      int inline,
      int refused,
      int failed,
      int waited,
      int asleep,
      int besideFree,
      int early,
      int late,
      int lastHeld) {
    Recording recording = recorded(kernel);
    Map<String, Integer> counts = new TagLife(recording, kernel).replayed();

    assertThat(recording.count("io_uring_submit_req", ".*")).isEqualTo(requests);
    assertThat(sum(counts, "Submit", "StartAsync")).isEqualTo(requests);
    assertThat(sum(counts, "Submit")).isEqualTo(inline);

    assertThat(recording.count("tag_got", ".* tag=-1")).isEqualTo(refused);
    assertThat(sum(counts, "TagRefused")).isEqualTo(refused);
    assertThat(recording.count("rw_reissue", ".* ret=1")).isEqualTo(refused);
    assertThat(sum(counts, "Punt")).isEqualTo(refused);
    assertThat(recording.count("wq_queue", ".*")).isEqualTo(refused + requests - inline);

    assertThat(recording.count("tag_got", ".* tag=[01]")).isEqualTo(requests - failed);
    assertThat(sum(counts, "GetTag", "WorkerGetTag")).isEqualTo(requests - failed);
    assertThat(recording.count("bio_end", ".* status=0 .*")).isEqualTo(requests - failed);
    assertThat(sum(counts, "EndBio")).isEqualTo(requests - failed);
    assertThat(recording.count("tag_put", ".*")).isEqualTo(requests - failed);
    assertThat(sum(counts, "FreeTag")).isEqualTo(requests - failed);
    assertThat(recording.count("io_uring_complete", ".* user_data 0x[1-5]000.*"))
        .isEqualTo(requests);
    assertThat(sum(counts, "PostCqe")).isEqualTo(requests);
    assertThat(sum(counts, "requests that fail")).isEqualTo(failed);

    assertThat(sum(counts, "workers that find no tag")).isEqualTo(waited);
    assertThat(sum(counts, "sleeps")).isEqualTo(asleep);
    assertThat(sum(counts, "sleeps beside a free tag")).isEqualTo(besideFree);
    assertThat(sum(counts, "CQEs before the tag is put")).isEqualTo(early);
    assertThat(sum(counts, "commands kept back by a plug")).isEqualTo(inline - refused);
    assertThat(sum(counts, "tags of buffers that come late")).isEqualTo(late);
    assertThat(sum(counts, "requests that a worker was the last to have")).isEqualTo(lastHeld);
  }

  @ParameterizedTest
  @CsvSource({"LINUX_6_12, 4313, 4257, 1158", "LINUX_7_3, 3915, 3871, 1030"})
  void soManyLinesOfSoManyOfTheRingShowSomething(Kernel kernel, int lines, int ring, int shown) {
    Recording recording = recorded(kernel);
    assertThat(recording.raw().exists(line -> line.matches("# entries.*: (\\d+)/\\1 .*"))).isTrue();
    assertThat(recording.lines().size()).isEqualTo(lines);
    assertThat(recording.ofRing().size()).isEqualTo(ring);
    assertThat(recording.observed().map(Observed::line).distinct().size()).isEqualTo(shown);
  }

  // ---- What no kernel did is refused.

  private static int find(Recording recording, int from, String event, String regex) {
    return recording
        .lines()
        .find(line ->
            line.number() > from && line.event().equals(event) && line.text().matches(regex))
        .get()
        .number();
  }

  /** The line in which the bio ends of the last request of the second round. */
  private static int bioEnd(Recording recording) {
    return find(recording, 0, "bio_end", ".* ud=0x2000f status=0 .*");
  }

  private static void assertRefused(Kernel kernel, Recording changed, String... words) {
    assertThatThrownBy(() -> new TagLife(changed, kernel).replayed())
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll(words);
  }

  @ParameterizedTest
  @EnumSource
  void aTagPutBeforeItsBioEnds(Kernel kernel) {
    Recording recording = recorded(kernel);
    int end = bioEnd(recording);
    int put = find(recording, end, "tag_put", ".*");
    assertRefused(
        kernel,
        recording.moving(put, end),
        "line " + end + " (tag_put",
        "FreeTag is refused: The bio of the tag's request has ended.");
  }

  @ParameterizedTest
  @EnumSource
  void aTagThatIsGotThoughNoneWasPut(Kernel kernel) {
    Recording recording = recorded(kernel);
    int put = find(recording, 0, "tag_put", ".*");
    assertRefused(
        kernel,
        recording.without(put),
        "(tag_got: ",
        "WorkerGetTag is refused: ",
        "The tag is free.");
  }

  @ParameterizedTest
  @EnumSource
  void aTagThatIsNeverPut(Kernel kernel) {
    Recording recording = recorded(kernel);
    int put = recording.lines().findLast(line -> line.event().equals("tag_put")).get().number();
    assertRefused(kernel, recording.without(put), "a tag was never put");
  }

  @ParameterizedTest
  @EnumSource
  void aCqeBeforeTheBioEnds(Kernel kernel) {
    Recording recording = recorded(kernel);
    int end = bioEnd(recording);
    int cqe = find(recording, end, "io_uring_complete", ".* user_data 0x2000f, .*");
    assertRefused(
        kernel,
        recording.moving(cqe, end),
        "line " + end + " (io_uring_complete",
        "StartTaskWork is refused: The request has ended.");
  }

  @ParameterizedTest
  @EnumSource
  void aCqeOfARefusedRequest(Kernel kernel) {
    Recording recording = recorded(kernel);
    int refused = find(recording, 0, "bio_end", ".* ud=0x2000f status=12 .*");
    int cqe = find(recording, refused, "io_uring_complete", ".* user_data 0x2000f, .*");
    assertRefused(
        kernel,
        recording.moving(cqe, refused + 1),
        "a refused request has a CQE before it was issued again");
  }

  @ParameterizedTest
  @EnumSource
  void aSubmitterThatWaits(Kernel kernel) {
    Recording recording = recorded(kernel);
    int asked = find(recording, 0, "tag_get", ".*");
    String waits = recording.raw().get(asked - 1).replaceFirst("tag_get: .*", "hw_run: async=0");
    assertRefused(
        kernel,
        new Recording(recording.raw().insert(asked, waits)),
        "line " + (asked + 1),
        "a submitter waits for a tag");
  }

  @ParameterizedTest
  @EnumSource
  void aBuffersTagBeforeItsLastRequest(Kernel kernel) {
    Recording recording = recorded(kernel);
    int tag = find(recording, 0, "io_uring_complete", ".* user_data 0x7a600000, .*");
    assertRefused(
        kernel,
        recording.moving(tag, find(recording, 0, "bio_end", ".* ud=0x10000 status=0 .*")),
        "a request still holds the buffer of this tag");
  }

  @Test
  void aBuffersTagAfterTheNextFlush() {
    Recording recording = recorded(Kernel.LINUX_7_3);
    int tag = find(recording, 0, "io_uring_complete", ".* user_data 0x7a600000, .*");
    int flush = find(recording, tag, "flush", ".*");
    assertRefused(
        Kernel.LINUX_7_3,
        recording.moving(tag, flush),
        "tags of buffers should have been posted before: List(7a600000)");
  }

  // ---- And what neither recording has, though another one did.

  private static final int SUBMITTER = 10;
  private static final int WORKER = 11;
  private static final int IDLE = 0;

  private static String line(int task, String event, String text) {
    return "  name-" + task + " [000] ..... 1.000000: " + event + ": " + text;
  }

  private static String mark(String text) {
    return line(SUBMITTER, "tracing_mark_write", "ul: " + text);
  }

  private static List<String> sqe(int req) {
    return List.of(
        mark(
            "sqe ud="
                + req
                + " op=READ_FIXED buf=0 len=16384 off="
                + req * 16384
                + " sqe_flags=0 rw_flags=0 tag=100"));
  }

  private static List<String> submission(int req, int tag) {
    return List.of(
        line(SUBMITTER, "io_uring_submit_req", "user_data " + req + ", opcode READ_FIXED"),
        line(SUBMITTER, "issue", "ud=" + req + " flags=0x1"),
        line(SUBMITTER, "io_uring_file_get", "user_data " + req + ", fd 4"),
        line(SUBMITTER, "tag_get", "flags=0x1 want=1"),
        line(SUBMITTER, "tag_got", "tag=" + tag),
        line(SUBMITTER, "issued", "ret=0"));
  }

  private static String command(int task, int req, int tag) {
    return line(task, "nvme_setup_cmd", "disk=nvme0n1, cmdid=" + tag + ", slba=" + req * 32);
  }

  private static List<String> end(int req, int tag) {
    return List.of(
        line(IDLE, "nvme_complete_rq", "disk=nvme0n1, cmdid=" + tag),
        line(IDLE, "bio_end", "ud=" + req + " status=0 opf=0x0"),
        line(IDLE, "tag_put", "tag=" + tag));
  }

  private static List<String> completion(int req) {
    return List.of(
        line(SUBMITTER, "io_uring_complete", "req 1, user_data " + req + ", result 16384"),
        mark("cqe ud=" + req + " res=16384"));
  }

  /**
   * A tag that was put goes to an inline issue, ahead of the worker that sleeps for one: Linux
   * 7.3.4 did so once where requests went on being submitted. The lines are written by hand.
   */
  @Test
  void aSubmitterMayGetATagAheadOfAWorkerThatSleeps() {
    List<String> lines =
        List.of(
                line(SUBMITTER, "io_uring_create", "ring 1, fd 3 sq size 4, cq size 8"),
                line(SUBMITTER, "io_uring_register", "ring 1, opcode 15, ret 0"),
                mark("register slot=0 addr=0x1000 len=65536 tag=100 ret=0"))
            .appendAll(List.rangeClosed(1, 4).flatMap(RecordedKernelsTest::sqe))
            .appendAll(submission(1, 0))
            .appendAll(submission(2, 1))
            .appendAll(submission(3, -1))
            .append(command(SUBMITTER, 1, 0))
            .append(command(SUBMITTER, 2, 1))
            .append(line(SUBMITTER, "tw_run", ""))
            .append(line(SUBMITTER, "wq_queue", "ud=3 flags=0x0"))
            .append(line(SUBMITTER, "tw_ran", ""))
            .append(line(WORKER, "wq_submit", "ud=3 workflags=0x0"))
            .append(line(WORKER, "issue", "ud=3 flags=0xa"))
            .append(line(WORKER, "tag_get", "flags=0x0 want=1"))
            .append(line(WORKER, "hw_run", "async=0"))
            .append(line(WORKER, "sched_switch", "prev_state=D"))
            .appendAll(end(1, 0))
            .appendAll(submission(4, 0))
            .append(command(SUBMITTER, 4, 0))
            .append(line(WORKER, "sched_switch", "prev_state=D"))
            .appendAll(end(2, 1))
            .append(line(WORKER, "tag_got", "tag=1"))
            .append(command(WORKER, 3, 1))
            .append(line(WORKER, "issued", "ret=0"))
            .appendAll(end(4, 0))
            .appendAll(end(3, 1))
            .appendAll(List.of(1, 2, 4, 3).flatMap(RecordedKernelsTest::completion));
    Map<String, Integer> counts =
        new TagLife(new Recording(Vector.ofAll(lines)), Kernel.LINUX_7_3).replayed();
    assertThat(sum(counts, "tags that a submitter got while workers slept")).isEqualTo(1);
    assertThat(sum(counts, "sleeps")).isEqualTo(2);
    assertThat(sum(counts, "FreeTag")).isEqualTo(4);
  }
}
