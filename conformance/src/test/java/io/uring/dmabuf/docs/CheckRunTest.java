package io.uring.dmabuf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.models.Manifest;
import io.vavr.control.Either;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The results of a check")
class CheckRunTest {

  private static final String MODEL =
      """
      { "name": "%s", "module": "MCToy", "kind": "safety", "tier": "%s",
        "expected": "pass", "distinct": 7, "generated": 9, "target": "Toy", "why": "to see it" }
      """;

  private static final String REPORT =
      """
      { "date": "2026-01-02T03:04:05Z", "kernel": "Linux 6.18", "processors": 2,
        "models": [ { "name": "one", "verdict": "pass", "distinct": 6, "generated": 9,
            "replayed": 8, "divergences": 0, "seconds": 1.5, "failures": [] } ],
        "totals": { "models": 1, "distinct": 6, "replayed": 8, "percentage": "100%",
            "divergences": 0, "failed": 0 } }
      """;

  @TempDir Path root;

  private Manifest manifest;

  @BeforeEach
  void write() throws IOException {
    String both = MODEL.formatted("one", "quick") + "," + MODEL.formatted("two", "full");
    manifest =
        Manifest.read(
                Files.writeString(root.resolve("models.json"), "{\"models\": [" + both + "]}"))
            .get();
  }

  @Test
  void areThoseOfTheReportAndNeverExpectations() {
    assertThat(read(REPORT).get().table())
        .contains("| `one` | pass | 6 | 9 | 8 | 0 | 1.5 | yes |")
        .endsWith("Not run: `two`.");
  }

  @Test
  void tellHowOftenEachLawHadSomethingToSay() {
    String two =
        REPORT.replace(
            "\"failures\": [] } ]",
            """
            "failures": [], "antecedents": { "B": { "held": 2, "looked": 5 } } },
            { "name": "two", "failures": [], "antecedents":
                { "B": { "held": 0, "looked": 7 }, "A": { "held": 1, "looked": 7 } } } ]\
            """);
    assertThat(read(two).get().laws().drop(2))
        .containsExactly("| `A` | 1 | 7 | 1 |", "| `B` | 2 | 12 | 2 |");
  }

  @Test
  void tellCommandLastLineDateAndKernel() {
    assertThat(read(REPORT).get().summary())
        .containsExactly(
            "    $ make check",
            "    check: 1 models, 6 distinct states, 8 transitions replayed (100%), 0 divergences",
            "",
            "Ended on 2026-01-02T03:04:05Z on Linux 6.18 with 2 processors; every model as"
                + " expected.");
  }

  @Test
  void doNotHideWhatFailed() {
    CheckRun run =
        read(REPORT
                .replace("\"failures\": []", "\"failures\": [{\"kind\": \"count\"}]")
                .replace("\"failed\": 0", "\"failed\": 1"))
            .get();
    assertThat(run.table()).anyMatch(line -> line.startsWith("| `one`") && line.endsWith("NO |"));
    assertThat(run.summary()).last().asString().endsWith("1 models not as expected.");
  }

  @Test
  void areRefusedWithoutAReportADateOrItsModels() {
    assertThat(CheckRun.read(root.resolve("none.json"), manifest).getLeft()).contains("none.json");
    assertThat(read("no report").getLeft()).contains("report.json: line 1: ");
    assertThat(read("{}").getLeft()).contains("not a report");
    assertThat(read(REPORT.replace("\"date\"", "\"day\"")).getLeft()).contains("date");
    assertThat(read(REPORT.replace("\"one\"", "\"three\"")).getLeft()).contains("three");
  }

  private Either<String, CheckRun> read(String report) {
    try {
      return CheckRun.read(Files.writeString(root.resolve("report.json"), report), manifest);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
