package io.uring.dmabuf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.Measured;
import io.uring.dmabuf.tlc.Measured.Antecedent;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.check.CheckSummary;
import io.uring.dmabuf.tlc.check.ModelOutcome;
import io.uring.dmabuf.tlc.models.Manifest;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A law that never has anything to say needs a reason. */
class SilentLawsTest {
  @TempDir Path root;

  private SilentLaws laws(String reasons) throws IOException {
    Files.createDirectories(root.resolve("model-checking"));
    Files.writeString(root.resolve("model-checking/silent-laws.json"), reasons);
    List<ModelOutcome> outcomes =
        List.of(
            outcome(new Antecedent("Silent", 10, 0), new Antecedent("InOne", 10, 0)),
            outcome(new Antecedent("Silent", 10, 0), new Antecedent("InOne", 10, 1)));
    return SilentLaws.of(new CheckSummary(outcomes, List.empty(), true, 1), root).get();
  }

  private static ModelOutcome outcome(Antecedent... antecedents) {
    Measured measured = Measured.none().withAntecedents(List.of(antecedents));
    RunResult result =
        new RunResult(
            new Verdict.Pass(), 1, 1, 0, 0, 0, 0, HashMap.empty(), 0, 0, List.empty(), measured);
    return new ModelOutcome(
        Manifest.read(Home.current().manifest()).get().models().head(),
        result,
        true,
        List.empty(),
        1);
  }

  @Test
  void aLawThatSpeaksInOneModelIsNotSilent() throws IOException {
    assertThat(laws("{}").silent()).containsExactly("Silent");
    assertThat(laws("{}").isClean()).isFalse();
  }

  @Test
  void aReasonExcusesASilentLawAndNoOther() throws IOException {
    assertThat(laws("{\"Silent\": \"because\"}").isClean()).isTrue();
    assertThat(laws("{\"Silent\": \"because\", \"InOne\": \"because\"}").outdated())
        .containsExactly("InOne");
  }
}
