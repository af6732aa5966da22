package io.uring.dmabuf.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Recordings of stock kernels")
class StockKernelsTest {

  static Stream<String> recordings() {
    return Audits.RECORDINGS.toJavaStream();
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void areClean(String recording) {
    Verdict verdict = Audits.of(Audits.lines(recording));
    assertThat(verdict.headline()).isEqualTo("clean");
    assertThat(verdict.unknown()).isZero();
    assertThat(verdict.counts().unparsable()).isZero();
    assertThat(verdict.counts().lines()).isEqualTo(Audits.lines(recording).size());
  }

  @ParameterizedTest
  @CsvSource({
    "linux-6.12-plain-steady.txt.gz, CompletesOnce, 2000",
    "linux-6.12-plain-badargs.txt.gz, CompletesOnce, 32",
    "linux-6.12-plain-exit.txt.gz, CompletesOnce, 96",
    "linux-6.12-plain-churn.txt.gz, TagAfterLastRequest, 48",
    "linux-7.3.4-plain-scarce-update.txt.gz, TagAfterLastRequest, 35",
    "linux-6.12-plain-churn.txt.gz, TableRegisteredOnce, 27",
    "linux-6.12-plain-reset.txt.gz, OneTagPerPart, 568",
    "linux-6.12-plain-reset.txt.gz, CqeNamesItsCommand, 568",
    "linux-6.12-plain-reset.txt.gz, DeviceOwnsCommand, 568",
    "linux-6.12-plain-reset.txt.gz, SqHoldsQueued, 312",
    "linux-6.12-plain-reset.txt.gz, CommandIsItsRequest, 528",
    "linux-6.12-plain-reset.txt.gz, PagesMappedForTheirCommand, 546",
    "linux-6.12-plain-scarce.txt.gz, TagIffInFlight, 80",
    "linux-6.12-plain-dmabuf.txt.gz, FenceSignalledOnce, 3",
    "linux-7.3.4-iommu-churn.txt.gz, IommuMatchesMappings, 480",
    "linux-7.3.4-iommu-dmabuf.txt.gz, HoldsStandOnHolds, 1",
  })
  void showAsManyObjectsAsTheyHave(String recording, String rule, int objects) {
    Outcome outcome = Audits.outcome(Audits.of(Audits.lines(recording)), rule);
    assertThat(outcome.clean()).isEqualTo(objects);
  }

  @Test
  void areOneVerdictTogether() {
    List<String> all = Audits.RECORDINGS.flatMap(Audits::lines);
    Verdict verdict = Audits.of(all);
    assertThat(verdict.headline()).isEqualTo("clean");
    assertThat(Audits.outcome(verdict, "CompletesOnce").clean())
        .isEqualTo(32 + 480 + 48 + 6 + 96 + 528 + 96 + 80 + 2000 + 480 + 6 + 80);
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void areNeitherWrongNorQuiteCleanWhereTheyLackTheirMiddle(String recording) {
    var lines = Audits.lines(recording);
    int middle = lines.size() / 2;
    Verdict marked =
        Audits.of(
            lines.take(middle).append("CPU:0 [LOST 50 EVENTS]").appendAll(lines.drop(middle + 50)));
    assertThat(marked.violating()).isZero();
    assertThat(marked.notes()).isNotEmpty();
    Verdict cut = Audits.of(lines.take(middle));
    assertThat(cut.violating()).isZero();
    assertThat(cut.notes().mkString()).contains("the header promises");
    Verdict lossy =
        Audits.of(
            lines
                .take(middle)
                .update(
                    2, lines.get(2).replaceFirst("(entries-written: )(\\d+)/\\d+", "$1$2/999999"))
                .appendAll(lines.drop(middle + 50)));
    assertThat(lossy.violating()).isZero();
    assertThat(lossy.notes().head()).contains("of 999999 events");
  }
}
