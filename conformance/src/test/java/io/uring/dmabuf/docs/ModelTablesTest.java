package io.uring.dmabuf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The tables of the models")
class ModelTablesTest {

  private static final String MODEL =
      """
      { "name": "%s", "module": "MCToy", "config": "%s", "kind": "safety", "tier": "quick",
        "expected": "pass", "distinct": 7, "generated": 9, "target": "Toy",
        "witnesses": ["Seen"], "covers": ["a x b"], "why": "to see it" }
      """;

  @TempDir Path root;

  @BeforeEach
  void write() throws IOException {
    Path models = Files.createDirectories(root.resolve("model-checking/models"));
    String both = MODEL.formatted("one", "one") + "," + MODEL.formatted("two", "two");
    Files.writeString(root.resolve("model-checking/models.json"), "{\"models\": [" + both + "]}");
    Files.writeString(models.resolve("one.cfg"), "CONSTANTS\n  N = {1}\n  M <- All\n");
    Files.writeString(models.resolve("two.cfg"), "CONSTANTS\n  N = {1, 2}\n  M <- All\n");
  }

  @Test
  void takeCountsFromTheManifestAndTheRestFromTheReport() throws IOException {
    assertThat(with(report(7)).results())
        .contains("| `one` | safety | quick | pass | 7 | 9 | 8 | 0 | 1.5 |")
        .contains("| `two` | safety | quick | pass | 7 | 9 | - | - | - |")
        .endsWith(
            "    check: 1 models, 7 distinct states, 8 transitions replayed (100%), 0 divergences");
  }

  @Test
  void leaveOutAReportThatCountedOtherStates() throws IOException {
    assertThat(with(report(6)).results())
        .contains("| `one` | safety | quick | pass | 7 | 9 | - | - | - |")
        .hasSize(4);
  }

  @Test
  void tellWhereBoundsDiffer() {
    assertThat(with(root.resolve("none")).costs())
        .anySatisfy(line -> assertThat(line).contains("`MCToy`").contains("M All"))
        .anySatisfy(line -> assertThat(line).startsWith("| `two` |"));
  }

  @Test
  void tellWhatEachModelCovers() {
    assertThat(with(root.resolve("none")).covers())
        .contains("| a x b | `one`, `two` |", "| `one` | quick | `Seen` | to see it |");
  }

  private ModelTables with(Path report) {
    return ModelTables.of(Home.at(root), report).get();
  }

  private Path report(int distinct) throws IOException {
    return Files.writeString(
        root.resolve("report.json"),
        """
        { "models": [ { "name": "one", "distinct": %d, "replayed": 8, "divergences": 0,
            "seconds": 1.5 } ],
          "totals": { "models": 1, "distinct": 7, "replayed": 8, "percentage": "100%%",
            "divergences": 0 } }
        """
            .formatted(distinct));
  }
}
