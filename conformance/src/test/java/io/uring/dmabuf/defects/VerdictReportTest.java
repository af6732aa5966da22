package io.uring.dmabuf.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.LawVerdict;
import io.uring.dmabuf.tlc.run.LawVerdict.Kind;
import io.uring.dmabuf.tlc.run.LawVerdicts;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The report of verdicts")
class VerdictReportTest {

  private static final ModelEntry MODEL =
      Manifest.one(Home.current().manifest(), "addressing-sync").get();
  private static final VerdictReport REPORT = VerdictReport.of(Home.current()).get();

  private static final Map<VerdictRun, LawVerdicts> RUNS =
      LinkedHashMap.of(
          new VerdictRun(MODEL, List.empty()),
          new LawVerdicts(List.of(new LawVerdict("A", Kind.HOLDS, 0)), 10, 5, 0),
          new VerdictRun(MODEL, List.of("V1_SYNC_NOADVANCE")),
          new LawVerdicts(
              List.of(
                  new LawVerdict("A", Kind.BROKEN, 12),
                  new LawVerdict("B", Kind.NOT_REACHED, 0),
                  new LawVerdict("C", Kind.NO_VALUE, 3)),
              11,
              6,
              2));

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("runs.json"), text);
  }

  @Test
  void isReadAsItWasWritten() throws IOException {
    assertThat(REPORT.read(file(REPORT.json(RUNS))).get()).isEqualTo(RUNS);
  }

  @ParameterizedTest
  @CsvSource({
    "broken in 12 steps, broken twice, run 2: what became of A is no 'broken twice'",
    "broken in 12 steps, broken in 99999999999 steps, run 2: what became of A is no 'broken in",
    "addressing-sync, addressing-sunk, 'no model addressing-sunk'",
    "runs, ran, 'no report of defects --verdicts'"
  })
  void isRefusedInOneLineWhereSomethingIsWrong(String right, String wrong, String why)
      throws IOException {
    String text = REPORT.json(RUNS).replaceFirst(right, wrong);
    assertThat(REPORT.read(file(text)).getLeft()).contains("runs.json: ").contains(why);
  }

  @Test
  void isRefusedWhereTheSpecificationsAreOthers() throws IOException {
    String text = REPORT.json(RUNS).replaceFirst("\"source\" : \".", "\"source\" : \"x");
    assertThat(REPORT.read(file(text)).getLeft())
        .endsWith("runs.json: a report of other specifications than these");
  }
}
