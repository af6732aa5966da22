package io.uring.dmabuf.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.audit.spec.SpecVerdict;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Recordings of stock kernels in which a device does not answer any more, and is reset with eight
 * commands in flight; in which the user asks for a reset twice, and nothing is in flight; and in
 * which a sector cannot be read, which is tried again five times.
 */
@DisplayName("The specification against resets and retries")
class SpecResetTest {
  private static final Vector<String> VANISH =
      Audits.lines("other/linux-6.12-plain-vanish.txt.gz")
          .reject(line -> line.contains("entries-in-buffer"));

  private static final Vector<String> ASKED =
      Audits.lines("linux-6.12-plain-reset.txt.gz")
          .reject(line -> line.contains("entries-in-buffer"));

  private static final Vector<String> SECTOR =
      Audits.lines("other/linux-6.12-plain-sector.txt.gz")
          .reject(line -> line.contains("entries-in-buffer"));

  private static final String TAKEN_BACK = "nvme_complete_rq: .*disk=.* status=0x371";
  private static final String FAILED = "nvme_complete_rq: .* status=0x281";

  private static int find(Vector<String> lines, int from, String regex) {
    int found = lines.indexWhere(line -> line.matches(".*[0-9]: " + regex), from);
    assertThat(found).as(regex).isNotNegative();
    return found;
  }

  /** What a regular expression has in its first group, of a line. */
  private static String group(String line, String regex) {
    return line.replaceFirst(".*" + regex + ".*", "$1");
  }

  /** A line at the time of another one. */
  private static String timed(String at, String line) {
    String time = "(^.*?\\] +\\S+ +)([\\d.]+)(: .*)$";
    return line.replaceFirst(time, "$1" + at.replaceFirst(time, "$2") + "$3");
  }

  /** A line is moved to where another one is, and to its time. */
  private static Vector<String> moving(Vector<String> lines, int line, int to) {
    String moved = timed(lines.get(to), lines.get(line));
    return lines.removeAt(line).insert(to, moved);
  }

  private static Vector<String> repeating(Vector<String> lines, int line, int to) {
    return lines.insert(to + 1, timed(lines.get(to), lines.get(line)));
  }

  /** The line with which the command of another line is made again. */
  private static int madeAgain(int line) {
    return find(VANISH, line, "nvme_setup_cmd: .* cmdid=" + cid(line) + ", .*");
  }

  private static String cid(int line) {
    return group(VANISH.get(line), "cmdid=(\\d+),");
  }

  private static void assertRefused(Vector<String> lines, String event, String why) {
    SpecVerdict verdict = SpecAuditTest.of(lines);
    assertThat(verdict.isAllowed()).isFalse();
    var refusal = verdict.rings().flatMap(SpecVerdict.Ring::refusal).head();
    assertThat(refusal.instead().said() + ": " + refusal.why()).contains(event).contains(why);
  }

  private static void assertAllowed(Vector<String> lines, long requests) {
    SpecVerdict verdict = SpecAuditTest.of(lines);
    assertThat(verdict.rings().flatMap(SpecVerdict.Ring::refusal)).isEmpty();
    assertThat(verdict.requests()).isEqualTo(requests);
    assertThat(verdict.unsaid()).isZero();
  }

  // ---- What no line shows is filled in.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing of the kind",
        "qid=0",
        "nvme_complete_rq",
        "nvme_sq",
        "block_rq_",
        "block_rq_requeue",
        "block_rq_issue",
        "dma_",
        "dma_unmap",
        "nvme_complete_rq|block_rq_|qid=0|dma_",
        "nvme_complete_rq|block_rq_complete|block_rq_requeue|nvme_sq",
      })
  void aResetIsFollowedWhateverOfItIsRecorded(String without) {
    assertAllowed(VANISH.reject(line -> line.matches(".*(" + without + ").*")), 208);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing of the kind",
        "qid=0",
        "nvme_admin_delete_sq",
        "nvme_admin_create_sq",
        "nvme_complete_rq|block_rq_complete",
      })
  void soIsAResetWithNothingInFlight(String without) {
    assertAllowed(ASKED.reject(line -> line.matches(".*(" + without + ").*")), 528);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing of the kind",
        "nvme_complete_rq",
        "nvme_sq",
        "block_rq_",
        "block_rq_requeue",
        "dma_",
        "nvme_complete_rq|block_rq_requeue|dma_",
      })
  void soAreRetries(String without) {
    assertAllowed(SECTOR.reject(line -> line.matches(".*(" + without + ").*")), 5);
  }

  // ---- What no kernel did is refused.

  @Test
  void aCommandThatIsMadeAgainBeforeItIsTakenBack() {
    int back = find(VANISH, 0, TAKEN_BACK);
    int unmapped = VANISH.lastIndexWhere(line -> line.contains("dma_unmap_sg"), back);
    assertRefused(
        moving(VANISH, madeAgain(back), unmapped),
        "nvme_setup_cmd",
        "Requeue is refused: The request waits for another try.");
  }

  @Test
  void aCommandThatIsMadeAgainWhileItsQueueIsQuiesced() {
    int back = find(VANISH, 0, TAKEN_BACK);
    int queue = find(VANISH, back, "nvme_setup_cmd: .*nvme_admin_create_sq .*");
    assertRefused(
        moving(VANISH, madeAgain(back), queue - 1),
        "nvme_setup_cmd",
        "Unquiesce is refused: The controller is started again.");
  }

  /** Nothing is in flight, so that nothing is taken back: the queue is quiesced all the same. */
  @ParameterizedTest
  @ValueSource(strings = {"nvme_admin_delete_cq", "nvme_admin_identify", "nvme_admin_create_sq"})
  void aCommandThatIsMadeInTheMiddleOfAResetWithNothingInFlight(String meanwhile) {
    int asked = ASKED.indexWhere(line -> line.contains("ul: reset_controller"));
    int within = find(ASKED, asked, "nvme_setup_cmd: .*" + meanwhile + ".*");
    int queue = find(ASKED, within, "nvme_setup_cmd: .*nvme_admin_create_sq .*");
    int after = find(ASKED, queue, "nvme_setup_cmd: .* disk=.*");
    assertRefused(
        moving(ASKED, after, within),
        "nvme_setup_cmd",
        "Unquiesce is refused: The controller is started again.");
  }

  @Test
  void aCommandThatIsMadeAgainWithAnotherId() {
    int back = find(VANISH, 0, TAKEN_BACK);
    int again = madeAgain(back);
    int other = Integer.parseInt(cid(back)) + (1 << 12);
    assertRefused(
        VANISH.update(again, VANISH.get(again).replace("cmdid=" + cid(back), "cmdid=" + other)),
        "nvme_setup_cmd",
        "nobody has accepted an answer, and its command id is another");
  }

  @Test
  void aCommandThatIsTakenBackAndEndsOnceMore() {
    int back = find(VANISH, 0, TAKEN_BACK);
    Vector<String> lines = repeating(VANISH, back, back + 1);
    assertRefused(
        lines.update(back + 2, lines.get(back + 2).replace("status=0x371", "status=0x0")),
        "nvme_complete_rq",
        "");
  }

  @Test
  void aCommandThatIsTakenBackTwice() {
    int back = find(VANISH, 0, TAKEN_BACK);
    assertRefused(
        repeating(VANISH, back, back + 1),
        "nvme_complete_rq",
        "Answer is refused: the device has answered it");
  }

  @Test
  void aCommandThatIsNeitherAnsweredNorTakenBack() {
    int back = find(VANISH, 0, TAKEN_BACK);
    assertRefused(VANISH.removeAt(back), "block_rq_requeue", "Retry is refused");
  }

  @Test
  void aRequestThatIsCompletedTwiceOverAReset() {
    int back = find(VANISH, 0, TAKEN_BACK);
    int done = find(VANISH, back, "io_uring_complete: .* result 32768, .*");
    assertRefused(repeating(VANISH, done, done + 2), "io_uring_complete", "");
  }

  @Test
  void aRequestThatIsCompletedBeforeItsCommandIsMadeAgain() {
    int back = find(VANISH, 0, TAKEN_BACK);
    int done = find(VANISH, back, "io_uring_complete: .* result 32768, .*");
    assertRefused(
        moving(VANISH, done, back + 1),
        "io_uring_complete",
        "StartTaskWork is refused: The request has ended.");
  }

  @Test
  void aRequestWhoseEndAfterAResetIsLeftOut() {
    int back = find(VANISH, 0, TAKEN_BACK);
    int end = find(VANISH, back, "block_rq_complete: .* WS .*");
    assertRefused(
        VANISH.removeAt(end),
        "io_uring_complete",
        "StartTaskWork is refused: The request has ended.");
  }

  @Test
  void anErrorThatMayNotBeTriedAgainAndIs() {
    int failed = find(SECTOR, 0, FAILED);
    assertRefused(
        SECTOR.update(failed, SECTOR.get(failed).replace("0x281", "0x4281")),
        "block_rq_requeue",
        "Retry is refused");
  }

  @Test
  void anErrorThatIsTriedAgainForOneRequestAndNotForAnother() {
    int failed = find(SECTOR, 0, FAILED);
    int end = find(SECTOR, failed, "block_rq_complete: .*");
    assertRefused(
        SECTOR.take(failed + 1).appendAll(SECTOR.drop(end)),
        "block_rq_requeue",
        "Retry is refused");
  }

  @Test
  void aTryThatIsLeftOut() {
    int failed = find(SECTOR, 0, FAILED);
    int second = find(SECTOR, failed + 1, FAILED);
    assertRefused(
        SECTOR.take(failed + 1).appendAll(SECTOR.drop(second + 1)),
        "nvme_complete_rq",
        "it was tried again 1 times, not 2");
  }

  @Test
  void anErrorThatIsToldAsSuccess() {
    int end = find(SECTOR, 0, "block_rq_complete: .*\\[-61\\]");
    int done = find(SECTOR, end, "io_uring_complete: .*");
    assertRefused(
        SECTOR
            .update(end, SECTOR.get(end).replace("[-61]", "[0]"))
            .update(done, SECTOR.get(done).replace("result -61", "result 4096")),
        "block_rq_complete",
        "its command has failed");
  }

  @Test
  void anotherErrorThanThatOfTheDrive() {
    int done = find(SECTOR, 0, "io_uring_complete: .* result -61, .*");
    assertRefused(
        SECTOR.update(done, SECTOR.get(done).replace("result -61", "result -5")),
        "io_uring_complete",
        "the result is");
  }

  @Test
  void aFixtureHasWhatItIsFor() {
    assertThat(VANISH.count(line -> line.matches(".*" + TAKEN_BACK))).isEqualTo(8);
    assertThat(ASKED.count(line -> line.contains("ul: reset_controller"))).isEqualTo(2);
    assertThat(ASKED.exists(line -> line.matches(".*" + TAKEN_BACK))).isFalse();
    assertThat(List.ofAll(SECTOR).count(line -> line.matches(".*" + FAILED))).isEqualTo(12);
  }
}
