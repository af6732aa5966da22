package io.uring.dmabuf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.Manifest;
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
  void tellWhatEachModelMustEndWith() {
    assertThat(tables().expectations())
        .contains("| `one` | safety | quick | pass | 7 | 9 | Toy |")
        .hasSize(4);
  }

  @Test
  void tellWhereBoundsDiffer() {
    assertThat(tables().bounds())
        .anySatisfy(line -> assertThat(line).contains("`MCToy`").contains("M All"))
        .anySatisfy(line -> assertThat(line).startsWith("| `two` |"));
  }

  @Test
  void tellWhatEachModelCoversAndWhyItExists() {
    assertThat(tables().interactions()).contains("| a x b | `one`, `two` |");
    assertThat(tables().reasons()).contains("| `one` | `Seen` | to see it |");
  }

  private ModelTables tables() {
    Home home = Home.at(root);
    return new ModelTables(home, Manifest.read(home.manifest()).get());
  }
}
