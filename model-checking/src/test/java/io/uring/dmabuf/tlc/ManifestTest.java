package io.uring.dmabuf.tlc;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.List;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {

  private static final String GOOD =
      "{'name':'m','module':'MC','config':'MC.cfg','kind':'safety','tier':'full','expected':'violates"
          + " A','why':'because'}";

  @TempDir Path folder;

  @Test
  void readsAModel() throws IOException {
    ModelEntry model = read(GOOD).get().models().head();
    assertThat(model.config()).isEqualTo("MC");
    assertThat(model.expected()).isEqualTo(new ModelEntry.Expected.Violates("A"));
    assertThat(model.distinct()).isEqualTo(Option.none());
    assertThat(model.workers()).isEqualTo(1);
    assertThat(model.isReplayed()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'why' | 'reason' | model 1: m: unknown field reason",
        "'safety' | 'speed' | model 1: m: unknown kind speed; there are safety, refinement,"
            + " liveness, simulation, data",
        "'full' | 'slow' | model 1: m: unknown tier slow; there are quick, full, large",
        "'violates A' | 'maybe' | model 1: m: field expected: pass or violates NAME, found maybe",
        "'module':'MC', | | model 1: m: field module is missing",
        "'why' | 'distinct':-1,'why' | model 1: m: field distinct: expected a count, found -1",
        "'kind':'safety' | 'kind':'liveness','workers':2 | model 1: m: field workers: 2 (at least"
            + " 1; liveness models run with exactly 1)",
      })
  void refusesWhatItDoesNotKnow(String part, String instead, String reason) throws IOException {
    String changed = GOOD.replace(part, instead == null ? "" : instead);
    assertThat(read(changed).getLeft()).isEqualTo(folder.resolve("models.json") + ": " + reason);
  }

  @Test
  void refusesTwoModelsOfOneName() throws IOException {
    assertThat(read(GOOD + "," + GOOD).getLeft()).endsWith("models.json: model m is listed twice");
  }

  @Test
  void namesTheLineThatIsNoJson() throws IOException {
    assertThat(read(GOOD + "\n,,").getLeft())
        .contains("models.json: line 2: ")
        .doesNotContain("\n");
  }

  @Test
  void saysThatTheFileIsMissing() {
    assertThat(Manifest.read(folder.resolve("none.json")).getLeft())
        .endsWith("none.json: no such file");
  }

  @Test
  void writesMeasuredCountsAndNothingElse() throws IOException {
    Manifest manifest = read(GOOD).get();
    RunResult result =
        new RunResult(
            new Verdict.Pass(),
            7,
            9,
            0,
            8,
            0,
            0,
            io.vavr.collection.HashMap.empty(),
            0,
            0,
            List.empty());
    assertThat(manifest.update(List.of(manifest.models().head().measured(result))).get())
        .containsExactly("m");
    ModelEntry model = Manifest.read(manifest.file()).get().models().head();
    assertThat(model.distinct()).contains(7L);
    assertThat(model.generated()).contains(9L);
    assertThat(model.why()).isEqualTo("because");
  }

  private io.vavr.control.Either<String, Manifest> read(String models) throws IOException {
    Path file = folder.resolve("models.json");
    Files.writeString(file, ("{'models':[" + models + "]}").replace('\'', '"'));
    return Manifest.read(file);
  }
}
