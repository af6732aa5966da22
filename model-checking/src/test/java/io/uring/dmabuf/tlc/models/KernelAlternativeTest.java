package io.uring.dmabuf.tlc.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A kernel alternative")
class KernelAlternativeTest {

  private static final String GOOD =
      """
      ---- MODULE NO_LIMIT ----
      (***********************************)
      (* There is no limit.              *)
      (*                                 *)
      (* versions  from 6.19             *)
      (* function  block/blk.h: some_fn  *)
      (* override  F <- G                *)
      (***********************************)
      EXTENDS M
      ====
      """;

  private static final String MODELS =
      """
      { "models": [
        { "name": "m", "module": "MC", "kind": "data", "tier": "quick", "expected": "pass",
          "kernels": ["%s"], "override": {%s}, "why": "because" },
        { "name": "n", "base": "m", "module": "MC", "kind": "data", "tier": "quick",
          "expected": "pass", "why": "because" },
        { "name": "o", "module": "MC", "kind": "data", "tier": "quick", "expected": "pass",
          "why": "because" }
      ] }
      """;

  @TempDir Path folder;
  private Path kernels;

  @BeforeEach
  void makeFolder() throws IOException {
    kernels = Files.createDirectories(folder.resolve("kernels"));
    file("NO_LIMIT", GOOD);
  }

  @Test
  void tellsVersionsFunctionAndDefinition() {
    KernelAlternative kernel = KernelAlternative.read(kernels.resolve("NO_LIMIT.tla")).get();
    assertThat(kernel.prose()).isEqualTo("There is no limit.");
    assertThat(kernel.versions()).isEqualTo("from 6.19");
    assertThat(kernel.function()).isEqualTo("block/blk.h: some_fn");
    assertThat(kernel.definition()).isEqualTo("F");
    assertThat(kernel.replacement()).isEqualTo("G");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "from 6.19 | since 6.19 | 5: field versions: unusable: since 6.19",
        "block/blk.h: some_fn | some_fn | 6: field function: unusable: some_fn",
        "(* override  F <- G                *) | (*  *) | 2: field override is missing",
        "versions  from | law       from | 5: unknown field law; there are versions, function, override",
      })
  void isRefusedWithTheLineThatIsWrong(String part, String instead, String reason)
      throws IOException {
    Path file = file("NO_LIMIT", GOOD.replace(part, instead));
    assertThat(KernelAlternative.read(file).getLeft()).startsWith(file + ", line " + reason);
  }

  @Test
  void isRefusedIfItTakesTwoDecisions() throws IOException {
    String second = "(* override  H <- G                *)\n";
    Path file = file("NO_LIMIT", GOOD.replace("(* override", second + "(* override"));
    assertThat(KernelAlternative.read(file).getLeft())
        .isEqualTo(file + ", line 2: expected one override: another decision is another file");
  }

  @Test
  void takesItsDefinitionsPlaceInTheModelsThatRunUnderIt() throws IOException {
    Manifest manifest = Manifest.read(models("NO_LIMIT", "")).get();
    assertThat(manifest.kernels().map(KernelAlternative::name)).containsExactly("NO_LIMIT");
    for (String under : new String[] {"m", "n"}) {
      assertThat(manifest.find(under).get().kernels()).containsExactly("NO_LIMIT");
      assertThat(manifest.find(under).get().override().mkString()).isEqualTo("(F, G)");
    }
    assertThat(manifest.find("o").get().kernels()).isEmpty();
    assertThat(manifest.find("o").get().override()).isEmpty();
  }

  @Test
  void givesWayToWhatTheModelItselfReplaces() throws IOException {
    Manifest manifest = Manifest.read(models("NO_LIMIT", "\"F\": \"Mine\"")).get();
    assertThat(manifest.find("m").get().override().mkString()).isEqualTo("(F, Mine)");
  }

  @Test
  void isRefusedIfThereIsNone() throws IOException {
    Path file = models("OTHER", "");
    assertThat(Manifest.read(file).getLeft())
        .isEqualTo(file + ": model m: no kernel alternative OTHER; there are NO_LIMIT");
  }

  @Test
  void isRefusedBesideAnotherOneOfTheSameDefinition() throws IOException {
    file("RIVAL", GOOD.replace("NO_LIMIT", "RIVAL"));
    Path file = models("NO_LIMIT\", \"RIVAL", "");
    assertThat(Manifest.read(file).getLeft())
        .isEqualTo(file + ": model m: NO_LIMIT and RIVAL replace the same definition, F");
  }

  private Path models(String kernel, String override) throws IOException {
    return Files.writeString(folder.resolve("models.json"), MODELS.formatted(kernel, override));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(kernels.resolve(name + ".tla"), text);
  }
}
