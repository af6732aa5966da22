package io.uring.dmabuf.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.audit.read.TraceFile;
import io.uring.dmabuf.audit.spec.Alternative;
import io.uring.dmabuf.audit.spec.SpecAudit;
import io.uring.dmabuf.audit.spec.SpecText;
import io.uring.dmabuf.audit.spec.SpecVerdict;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The specification against recordings")
class SpecAuditTest {
  static Either<String, SpecVerdict> tried(Iterable<String> lines) {
    byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    return SpecAudit.of(() -> TraceFile.of("a trace", new ByteArrayInputStream(bytes)));
  }

  static SpecVerdict of(Iterable<String> lines) {
    return tried(lines).get();
  }

  @ParameterizedTest
  @CsvSource({
    "linux-6.12-plain-badargs, 29, 3, TAGS_BY_UPDATE",
    "linux-6.12-plain-churn, 480, 0, TAGS_BY_UPDATE",
    "linux-6.12-plain-churn-probes, 48, 0, TAGS_BY_UPDATE",
    "linux-6.12-plain-dmabuf, 5, 0, TAGS_BY_UPDATE",
    "linux-6.12-plain-exit, 78, 18, ''",
    "linux-6.12-plain-reset, 528, 0, ''",
    "linux-6.12-plain-scarce, 96, 0, TAGS_BY_UPDATE",
    "linux-6.12-plain-scarce-update, 80, 0, TAGS_BY_UPDATE",
    "linux-6.12-plain-steady, 2000, 0, TAGS_BY_UPDATE",
    "linux-7.3.4-iommu-churn, 480, 0, ''",
    "linux-7.3.4-iommu-dmabuf, 5, 0, ''",
    "linux-7.3.4-plain-scarce-update, 80, 0, ''",
  })
  void stockKernelsDoWhatItAllows(
      String recording, long requests, long leftOut, String alternatives) {
    SpecVerdict verdict = of(Audits.lines(recording + ".txt.gz"));
    assertThat(verdict.rings().flatMap(SpecVerdict.Ring::refusal)).isEmpty();
    assertThat(verdict.requests()).isEqualTo(requests);
    assertThat(verdict.unsaid()).isEqualTo(leftOut);
    assertThat(verdict.alternatives().map(Alternative::name).mkString(" ")).isEqualTo(alternatives);
  }

  private static final Vector<String> CHURN =
      Audits.lines("linux-7.3.4-iommu-churn.txt.gz").reject(line -> line.contains("entries-in"));

  @Test
  void aRefusalTellsThePrefixWhatIsAllowedAndWhatCame() {
    int put = CHURN.indexWhere(line -> line.contains("block_rq_complete"));
    List<String> text = SpecText.of(of(CHURN.removeAt(put)));
    assertThat(text.head()).isEqualTo("audit --spec: refused, 1 of 2 rings");
    assertThat(text.mkString("\n"))
        .contains("ring 2: the longest prefix that fits has")
        .contains("what the specification would have allowed next")
        .contains("what came instead\n  > line ")
        .contains("StartTaskWork is refused: The request has ended.");
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
  }
}
