package io.uring.dmabuf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
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
      { "name": "%s", "module": "MCToy", "set": {"N": "%s", "M": "All"}, "kind": "safety", "tier": "quick",
        "expected": "pass", "distinct": 7, "generated": 9, "target": "Toy",
        "witnesses": ["Seen"], "covers": ["a x b"], "why": "to see it" }
      """;

  @TempDir Path root;

  @BeforeEach
  void write() throws IOException {
    Files.createDirectories(root.resolve("model-checking"));
    String both = MODEL.formatted("one", "{1}") + "," + MODEL.formatted("two", "{1, 2}");
    Files.writeString(root.resolve("model-checking/models.json"), "{\"models\": [" + both + "]}");
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
    return new ModelTables(Manifest.read(home.manifest()).get());
  }
}
