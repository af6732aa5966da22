package io.uring.dmabuf.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.audit.read.TraceFile;
import io.uring.dmabuf.audit.spec.SpecAudit;
import io.uring.dmabuf.audit.spec.SpecText;
import io.uring.dmabuf.audit.spec.SpecVerdict;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The specification against recordings")
class SpecAuditTest {
  static Either<String, SpecVerdict> tried(Iterable<String> lines) {
    return tried((String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  static Either<String, SpecVerdict> tried(byte[] bytes) {
    return SpecAudit.of(() -> TraceFile.of("a trace", new ByteArrayInputStream(bytes)));
  }

  static SpecVerdict of(Iterable<String> lines) {
    return tried(lines).get();
  }

  private static final List<String> WITHOUT_MARKS =
      List.of(
          "6.12-plain-churn",
          "6.12-plain-reset",
          "6.12-plain-scarce",
          "6.12-plain-steady",
          "7.3.4-iommu-churn",
          "7.3.4-plain-scarce-update");

  private static SpecVerdict verdict(String recording, boolean marks) {
    return of(
        Audits.lines("linux-" + recording + ".txt.gz")
            .reject(line -> !marks && line.contains("tracing_mark_write: ul: "))
            .reject(line -> !marks && line.contains("entries-in-buffer")));
  }

  private static String row(String recording, boolean marks) {
    SpecVerdict verdict = verdict(recording, marks);
    return "| %s%s | %d | %d | %d | %s | %s |\n"
        .formatted(
            recording,
            marks ? "" : ", without marks",
            verdict.rings().map(SpecVerdict.Ring::known).sum().longValue(),
            verdict.rings().map(SpecVerdict.Ring::some).sum().longValue(),
            verdict.unsaid(),
            verdict.isAllowed() ? "yes" : "no",
            verdict.alternatives().map(each -> "`" + each + "`").mkString(", "));
  }

  @Test
  void stockKernelsDoWhatItAllows() throws IOException {
    List<String> recordings =
        Audits.RECORDINGS.map(name -> name.replace("linux-", "").replace(".txt.gz", ""));
    String rows =
        recordings
            .map(recording -> row(recording, true))
            .appendAll(WITHOUT_MARKS.map(recording -> row(recording, false)))
            .mkString();
    assertThat(rows).doesNotContain("| no |");
    assertThat(AuditDocumentTest.part("spec"))
        .isEqualTo(
            "| recording | known buffer | some buffer | left out | accepted | as some kernels do |\n"
                + "|---|---|---|---|---|---|\n"
                + rows);
  }

  private static final Vector<String> CHURN =
      Audits.lines("linux-7.3.4-iommu-churn.txt.gz").reject(line -> line.contains("entries-in"));

  @Test
  void aRefusalTellsThePrefixWhatIsAllowedAndWhatCame() throws IOException {
    int end = CHURN.indexWhere(line -> line.contains("block_rq_complete"));
    byte[] bytes =
        (CHURN.removeAt(end).mkString("\n") + "\n").getBytes(StandardCharsets.ISO_8859_1);
    List<String> text =
        SpecText.of(
            SpecAudit.of(() -> TraceFile.of("trace.txt", new ByteArrayInputStream(bytes))).get());
    assertThat(AuditDocumentTest.part("spec refusal"))
        .isEqualTo(text.map(line -> line.isEmpty() ? "\n" : "    " + line + "\n").mkString());
    assertThat(text.filter(line -> line.length() > 80)).isEmpty();
  }

  @Test
  void aTraceWithoutARingHasNothingToJudge() {
    assertThat(of(CHURN.reject(line -> line.contains("io_uring_create"))).headline())
        .isEqualTo("nothing to judge");
  }

  @Test
  void whatIsNoTraceIsToldInOneLine() {
    assertThat(tried(List.of("nothing", "of the kind")).getLeft())
        .isEqualTo("a trace: no line of it is one of a trace or of a kernel's log");
    assertThat(tried(new byte[0]).getLeft()).isEqualTo("a trace: is empty");
    assertThat(tried(DialectsTest.cutBeforeItsFirstLine()).getLeft())
        .isEqualTo(
            "a trace: no line can be unpacked: it packs nothing, or is cut before its first line");
  }

  // ---- What no kernel did is refused.

  private static final String OLD = "linux-6.12-plain-scarce-update.txt.gz";
  private static final String NEW = "linux-7.3.4-plain-scarce-update.txt.gz";

  /** Up to the end of the second round, in which all slots are replaced. */
  private static Vector<String> rounds(String recording) {
    return Audits.lines(recording)
        .reject(line -> line.contains("entries-in-buffer"))
        .takeWhile(line -> !line.contains("round scarce-update 2"));
  }

  private static int find(Vector<String> lines, int from, String regex) {
    return lines.indexWhere(line -> line.matches(".*[0-9]: " + regex), from);
  }

  /** A line is moved to where another one is, and to its time. */
  private static Vector<String> moving(Vector<String> lines, int line, int to) {
    String time = "(^.*?\\] +\\S+ +)([\\d.]+)(: .*)$";
    String moved =
        lines.get(line).replaceFirst(time, "$1" + lines.get(to).replaceFirst(time, "$2") + "$3");
    return lines.removeAt(line).insert(to, moved);
  }

  private static void assertRefused(Vector<String> lines, String event, String why) {
    SpecVerdict verdict = of(lines);
    assertThat(verdict.isAllowed()).isFalse();
    var refusal = verdict.rings().flatMap(SpecVerdict.Ring::refusal).head();
    assertThat(refusal.instead().said() + ": " + refusal.why()).contains(event).contains(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {OLD, NEW})
  void aTagPutBeforeItsBioEnds(String recording) {
    Vector<String> lines = rounds(recording);
    int end = find(lines, 0, "block_rq_complete: .*");
    int put = find(lines, end, "tag_put: .*");
    assertRefused(
        moving(lines, put, end),
        "blk_mq_put_tag",
        "FreeTag is refused: The bio of the tag's request has ended.");
  }

  @ParameterizedTest
  @ValueSource(strings = {OLD, NEW})
  void aTagThatIsGotThoughNoneWasPut(String recording) {
    Vector<String> lines = rounds(recording);
    assertRefused(
        lines.removeAt(find(lines, 0, "tag_put: .*")),
        "nvme_setup_cmd",
        "GetTag is refused: The tag is free.");
  }

  @ParameterizedTest
  @ValueSource(strings = {OLD, NEW})
  void aCqeBeforeTheBioEnds(String recording) {
    Vector<String> lines = rounds(recording);
    int bio = find(lines, 0, "bio_end: .* ud=0x2000f status=0 .*");
    int end = lines.lastIndexWhere(line -> line.contains(": block_rq_complete: "), bio);
    int cqe = find(lines, bio, "io_uring_complete: .* user_data 0x2000f, .*");
    assertRefused(
        moving(lines, cqe, end),
        "io_uring_complete",
        "StartTaskWork is refused: The request has ended.");
  }

  @ParameterizedTest
  @ValueSource(strings = {OLD, NEW})
  void aCqeOfARefusedRequest(String recording) {
    Vector<String> lines = rounds(recording);
    int refused = find(lines, 0, "bio_end: .* ud=0x2000f status=12 .*");
    int cqe = find(lines, refused, "io_uring_complete: .* user_data 0x2000f, .*");
    assertRefused(
        moving(lines, cqe, refused + 1),
        "io_uring_complete",
        "StartTaskWork is refused: The request has ended.");
  }

  @ParameterizedTest
  @ValueSource(strings = {OLD, NEW})
  void aSubmitterThatWaits(String recording) {
    Vector<String> lines = rounds(recording);
    int asked = find(lines, 0, "tag_get: .*");
    String waits =
        lines.get(asked).replaceFirst("tag_get: .*", "run: (blk_mq_run_hw_queue+0x4/0x2f0)");
    assertRefused(
        lines.insert(asked + 1, waits), "blk_mq_run_hw_queue", "a submitter waits for a tag");
  }

  @ParameterizedTest
  @ValueSource(strings = {OLD, NEW})
  void aBuffersTagBeforeItsLastRequest(String recording) {
    Vector<String> lines = rounds(recording);
    int tag = find(lines, 0, "io_uring_complete: .* user_data 0x7a600000, .*");
    int end = find(lines, 0, "bio_end: .* ud=0x10000 status=0 .*");
    assertRefused(
        moving(lines, tag, end),
        "io_uring_complete",
        "the buffer of this tag is in a slot, or a request still holds it");
  }

  @Test
  void aBuffersTagAfterTheFlush() {
    Vector<String> lines = Audits.lines(NEW).reject(line -> line.contains("entries-in-buffer"));
    int tag = find(lines, 0, "io_uring_complete: .* user_data 0x7a600000, .*");
    int out = find(lines, tag, "tracing_mark_write: ul: cqe .*");
    assertRefused(
        moving(lines, tag, out + 2),
        "the program takes the CQE",
        "the tag 0x7a600000 of a buffer should have come before");
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

  private static String sqe(int req) {
    return mark(
        "sqe ud=%d op=READ_FIXED buf=0 addr=0x1000 len=16384 off=%d sqe_flags=0"
            .formatted(req, req * 16384));
  }

  private static String uring(int task, String event, int req, String text) {
    return line(task, event, "ring 1, req %d, user_data 0x%d, %s".formatted(req, req, text));
  }

  private static String probe(int task, String function, String text) {
    return line(task, "p", "(" + function + "+0x0/0x100) " + text);
  }

  private static List<String> submission(int req, int tag) {
    return List.of(
        uring(SUBMITTER, "io_uring_submit_req", req, "opcode READ_FIXED, flags 0x0, sq_thread 0"),
        probe(SUBMITTER, "io_issue_sqe", "ud=" + req),
        uring(SUBMITTER, "io_uring_file_get", req, "fd 4"),
        probe(SUBMITTER, "blk_mq_get_tag", ""),
        line(SUBMITTER, "p", "(x+0x1/0x2 <- blk_mq_get_tag) tag=" + tag));
  }

  private static String command(int task, int req, int tag) {
    return line(
        task,
        "nvme_setup_cmd",
        "nvme0: disk=nvme0n1, qid=1, cmdid=%d, nsid=1, flags=0x0, meta=0x0, ".formatted(tag)
            + "cmd=(nvme_cmd_read slba=%d, len=31, ctrl=0x0)".formatted(req * 32));
  }

  private static List<String> end(int req, int tag) {
    return List.of(
        line(
            IDLE,
            "nvme_complete_rq",
            "nvme0: disk=nvme0n1, qid=1, cmdid=%d, res=0x0, retries=0, flags=0x0, status=0x0"
                .formatted(tag)),
        probe(IDLE, "blk_mq_put_tag", "tag=" + tag),
        uring(SUBMITTER, "io_uring_complete", req, "result 16384, cflags 0x0"));
  }

  /**
   * A tag that was put goes to an inline issue, ahead of the worker that sleeps for one: Linux
   * 7.3.4 did so once where requests went on being submitted. The lines are written by hand.
   */
  @Test
  void aSubmitterMayGetATagAheadOfAWorkerThatSleeps() {
    List<String> lines =
        List.of(
                line(SUBMITTER, "io_uring_create", "ring 1, fd 3 sq size 4, cq size 8, flags 0x0"),
                line(
                    SUBMITTER,
                    "io_uring_register",
                    "ring 1, opcode 15, nr_user_files 0, nr_user_bufs 1, ret 0"),
                mark("register slot=0 addr=0x1000 len=65536 tag=0x100 ret=0"))
            .appendAll(List.rangeClosed(1, 4).map(SpecAuditTest::sqe))
            .appendAll(submission(1, 0))
            .appendAll(submission(2, 1))
            .appendAll(submission(3, -1))
            .append(command(SUBMITTER, 1, 0))
            .append(command(SUBMITTER, 2, 1))
            .append(
                uring(
                    SUBMITTER,
                    "io_uring_queue_async_work",
                    3,
                    "opcode READ_FIXED, flags 0x0, normal queue, work 1"))
            .append(probe(WORKER, "io_wq_submit_work", "ud=3"))
            .append(probe(WORKER, "io_issue_sqe", "ud=3"))
            .append(probe(WORKER, "blk_mq_get_tag", ""))
            .append(probe(WORKER, "blk_mq_run_hw_queue", ""))
            .append(line(WORKER, "sched_switch", "prev_comm=w prev_pid=11 prev_state=D ==>"))
            .appendAll(end(1, 0))
            .appendAll(submission(4, 0))
            .append(command(SUBMITTER, 4, 0))
            .append(line(WORKER, "sched_switch", "prev_comm=w prev_pid=11 prev_state=D ==>"))
            .appendAll(end(2, 1))
            .append(line(WORKER, "p", "(x+0x1/0x2 <- blk_mq_get_tag) tag=1"))
            .append(command(WORKER, 3, 1))
            .appendAll(end(4, 0))
            .appendAll(end(3, 1));
    SpecVerdict verdict = of(lines);
    assertThat(verdict.rings().flatMap(SpecVerdict.Ring::refusal)).isEmpty();
    assertThat(verdict.headline()).isEqualTo("allowed, 4 requests");
  }
}
