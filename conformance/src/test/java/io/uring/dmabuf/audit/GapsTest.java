package io.uring.dmabuf.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.audit.read.TraceFile;
import io.uring.dmabuf.audit.rule.Rules;
import io.uring.dmabuf.audit.spec.SpecVerdict;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A buffer that is full and is not to be overwritten drops what one processor does until somebody
 * has read a page of it, and no line says so. That is no mistake of the kernel; one event that is
 * not there, and nothing else, is.
 */
@DisplayName("Recordings with holes that no line tells of")
class GapsTest {
  private static final int TRIES = 10;
  private static final int WHOLE = 100;

  private static final String CREATE = "io_uring_create: ring 0a, fd 5 sq size 4, cq size 8";

  /** The lines without so many of one processor, from a place on. */
  private static Vector<String> without(Vector<String> lines, int from, int count) {
    String processor = Mutation.cpu(lines.get(from));
    ArrayList<String> left = new ArrayList<>();
    int dropped = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (i < from || dropped == count || !Mutation.cpu(lines.get(i)).equals(processor)) {
        left.add(lines.get(i));
      } else {
        dropped++;
      }
    }
    return Vector.ofAll(left);
  }

  /** In how many recordings of a hundred with a hole of so many lines something is found wrong. */
  private static int alarms(int least, int most) {
    Random random = new Random(3);
    int tries = 0;
    int alarms = 0;
    for (String recording : Audits.RECORDINGS) {
      Vector<String> lines = Audits.lines(recording).reject(line -> line.startsWith("#"));
      for (int i = 0; i < TRIES; i++) {
        int count = least + random.nextInt(most - least);
        tries++;
        alarms +=
            Audits.of(without(lines, random.nextInt(lines.size()), count)).violating() > 0 ? 1 : 0;
      }
    }
    return WHOLE * alarms / tries;
  }

  /** Without what rules tell each other there would be an alarm in 70 and 59 of a hundred. */
  @ParameterizedTest
  @CsvSource({"30, 100, 7", "100, 400, 1"})
  void areMostlyKnown(int least, int most, int alarms) {
    assertThat(alarms(least, most)).isLessThanOrEqualTo(alarms);
  }

  private static String line(int millis, String event) {
    return "  prog-7 [000] ..... 100.%03d000: %s".formatted(millis, event);
  }

  private static String complete(int data) {
    return "io_uring_complete: ring 0a, req 0%x, user_data 0x%x, result 0, cflags 0x0"
        .formatted(data, data);
  }

  /** What is far away says nothing of a hole, nor what the same line does to another rule. */
  @Test
  void areNotWhatLacksOneEventAlone() {
    List<String> near = List.of(line(0, CREATE), line(10, complete(1)), line(20, complete(2)));
    assertThat(Audits.of(near).violating()).isZero();
    assertThat(Audits.of(near.removeAt(2)).violating()).isOne();
    List<String> far = near.update(2, line(20, complete(2)).replace(" 100.", " 103."));
    assertThat(Audits.of(far).violating()).isEqualTo(2);
  }

  /** The number of tags, say, is found by a reading of all: no refusal stands beside a hole. */
  @Test
  void endWhatIsJudgedOfARing() {
    Vector<String> lines =
        Audits.lines("linux-6.12-plain-scarce-update.txt.gz").reject(line -> line.startsWith("#"));
    SpecVerdict verdict = SpecAuditTest.of(without(lines, 2365, 184));
    assertThat(verdict.isAllowed()).isTrue();
    assertThat(verdict.rings().map(SpecVerdict.Ring::stopped).mkString())
        .contains("several things lack an event at once");
  }

  /** A line that cannot be read may be any event. */
  @Test
  void areAlsoLinesThatCannotBeRead() {
    Vector<String> lines =
        Audits.lines("linux-7.3.4-iommu-churn.txt.gz").reject(line -> line.startsWith("#"));
    int end = lines.indexWhere(line -> line.contains("nvme_complete_rq"), 3000);
    assertThat(Audits.of(lines.removeAt(end)).violating()).isOne();
    Vector<String> cut = lines.update(end, line -> line.replaceFirst("cmdid=.*", "cmd"));
    Verdict verdict = Audits.of(cut);
    assertThat(verdict.counts().unparsable()).isOne();
    assertThat(verdict.violating()).isZero();
    SpecVerdict spec = SpecAuditTest.of(cut);
    assertThat(spec.isAllowed()).isTrue();
    assertThat(spec.rings().map(SpecVerdict.Ring::stopped).mkString())
        .contains("lines of it cannot be read");
  }

  @Test
  void doNotKeepTheFirstViolationFromEndingIt() throws IOException {
    List<String> twice =
        List.of(line(0, CREATE), line(10, complete(1)))
            .appendAll(
                List.of(1, 3, 5)
                    .map(i ->
                        line(i, "nvme_sq: nvme1: qid=1, head=2, tail=2")
                            .replace(" 100", " 10" + i)));
    byte[] bytes = (twice.mkString("\n") + "\n").getBytes(StandardCharsets.US_ASCII);
    Audit audit = new Audit(Rules.all(), Window.ALL, true);
    try (TraceFile file = TraceFile.of("a trace", new ByteArrayInputStream(bytes)).get()) {
      audit.read(file, (count, at) -> {});
    }
    Verdict verdict = audit.verdict();
    assertThat(verdict.violating()).isOne();
    assertThat(verdict.counts().lines()).isLessThan(twice.size());
  }
}
