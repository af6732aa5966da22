package io.uring.dmabuf.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.audit.spec.SpecVerdict;
import io.vavr.collection.Vector;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Programs may give all their requests the same user data, and read the same place of a disk, or of
 * two, many times at once: no line tells then which is which.
 */
@DisplayName("Requests that look alike")
class AlikeTest {
  private static final Pattern USER_DATA =
      Pattern.compile("(user_data 0x|ud=0x)([0-9a-f]{1,9})\\b");

  /** Tags of buffers are told by CQEs without a request, and stay what they are. */
  private static final Pattern TAG = Pattern.compile("req 0{16}|aux_cqe|ud=0x7a6|ud=0xb0f");

  private static Vector<String> lines(String recording) {
    return Audits.lines(recording).reject(line -> line.contains("entries-in-buffer"));
  }

  private static void areCleanAndAllowed(Vector<String> lines, int requests) {
    assertThat(Audits.of(lines).violating()).isZero();
    SpecVerdict verdict = SpecAuditTest.of(lines);
    assertThat(verdict.rings().flatMap(SpecVerdict.Ring::refusal)).isEmpty();
    assertThat(verdict.requests()).isEqualTo(requests);
  }

  /**
   * Every request has one of a few values.
   *
   * @param requests how many can be judged before marks or probes are of several
   */
  @ParameterizedTest
  @CsvSource({
    "linux-6.12-plain-scarce.txt.gz, 1, 5",
    "linux-6.12-plain-scarce-update.txt.gz, 1, 2",
    "linux-7.3.4-iommu-churn.txt.gz, 1, 8",
    "linux-7.3.4-iommu-churn.txt.gz, 4, 8",
    "other/linux-7.3.4-plain-polled.txt.gz, 4, 5",
    // No marks and no probes: all of them.
    "other/linux-7.3.4-plain-overlapping.txt.gz, 1, 33",
  })
  void haveTheSameUserData(String recording, int values, int requests) {
    areCleanAndAllowed(
        lines(recording)
            .map(line ->
                TAG.matcher(line).find()
                    ? line
                    : USER_DATA
                        .matcher(line)
                        .replaceAll(each ->
                            each.group(1)
                                + Long.toHexString(Long.parseLong(each.group(2), 16) % values))),
        requests);
  }

  @ParameterizedTest
  @CsvSource({
    "linux-6.12-plain-scarce.txt.gz, 96",
    "linux-6.12-plain-scarce-update.txt.gz, 80",
    "linux-7.3.4-plain-scarce-update.txt.gz, 80",
  })
  void areOfTheSamePlaceOfTwoDisks(String recording, int requests) {
    areCleanAndAllowed(
        lines(recording)
            .map(line ->
                line.replaceFirst("slba=\\d+, len=", "slba=4096, len=")
                    .replaceFirst("(: block_.*\\) )\\d+ \\+ ", "$14096 + ")
                    .replaceFirst("(: block_\\w+: \\d+,\\d+ \\w+ )\\d+ \\+ ", "$14096 + ")
                    .replaceFirst(" off=\\d+", " off=2097152")),
        requests);
  }

  /** A request of the same sectors was under way before the trace began, and ends in it. */
  @ParameterizedTest
  @ValueSource(ints = {8, 32})
  void beganBeforeTheTrace(int sectors) {
    Vector<String> churn = lines("linux-7.3.4-iommu-churn.txt.gz");
    int issue = churn.indexWhere(line -> line.matches(".*block_rq_issue: .* R 16384 .*"));
    String line = churn.get(issue);
    String head = line.substring(0, line.indexOf("block_rq_issue")).replace(".....", "d.h1.");
    String extent = line.replaceFirst(".*block_rq_issue: (\\d+,\\d+) .*", "$1");
    String sector = line.replaceFirst(".*\\(\\) (\\d+) \\+ .*", "$1");
    areCleanAndAllowed(
        churn
            .insert(
                issue + 1,
                head
                    + "nvme_complete_rq: nvme9: disk=nvme9n1, qid=1, cmdid=77, res=0x0, retries=0,"
                    + " flags=0x0, status=0x0")
            .insert(
                issue + 2,
                head
                    + "block_rq_complete: %s R () %s + %d be,0,4 [0]"
                        .formatted(extent, sector, sectors)),
        480);
  }

  @Test
  void endAfterALongerOneFromBeforeTheTrace() {
    String issue = "  a-1 [000] .....  1.000000: block_rq_issue: 259,4 R 4096 () 8 + 8 be,0,4 [a]";
    String end = "  a-1 [000] .....  %d.000000: block_rq_complete: 259,4 R () 8 + %d be,0,4 [0]";
    Vector<String> lines = Vector.of(issue, end.formatted(2, 16), end.formatted(3, 8));
    Outcome outcome = Audits.outcome(Audits.of(lines), "RequestEndsOnce");
    assertThat(outcome.violating()).isZero();
    assertThat(outcome.clean()).isOne();
    assertThat(Audits.of(Vector.of(issue, end.formatted(40, 16))).violating()).isOne();
  }
}
