package io.uring.dmabuf.tlc.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.check.ToyHome;
import io.vavr.control.Either;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What TLC is given for a model")
class GeneratedModelTest {

  @TempDir Path folder;

  @Test
  void hasADefinitionForEachConstantAndAllLaws() {
    GeneratedModel toy = given("toy").get();
    assertThat(toy.module())
        .isEqualTo(
            """
            ---- MODULE Model_toy ----
            (* Made for the model toy. *)
            EXTENDS MCToy

            const_Reqs == {1, 2}
            const_Kinds == {"dmabuf", "pages"}
            ====
            """);
    assertThat(toy.config())
        .isEqualTo(
            """
            SPECIFICATION Spec
            CONSTANTS
              Reqs <- const_Reqs
              Kinds <- const_Kinds
            CHECK_DEADLOCK FALSE
            INVARIANTS
              RefsAreCounted
              SlotIsFilledWhileUsed
            """);
  }

  @Test
  void plantsADefectAndChecksTheLawThatItNames() {
    GeneratedModel defect = given("COUNTS_TWICE").get();
    assertThat(defect.name()).isEqualTo("Model_COUNTS_TWICE");
    assertThat(defect.module()).contains("EXTENDS COUNTS_TWICE\n", "const_Kinds == {\"pages\"}\n");
    assertThat(defect.config())
        .contains("  Complete <- CompleteTwice\n")
        .endsWith("CHECK_DEADLOCK FALSE\nINVARIANTS\n  RefsAreCounted\n");
  }

  @Test
  void namesAPropertyAPropertyAndADeadlockADeadlock() {
    assertThat(given("toy-refines").get().config()).endsWith("PROPERTIES\n  ImplementsCount\n");
    assertThat(given("toy-live").get().config())
        .startsWith("SPECIFICATION FairSpec\n")
        .endsWith("FALSE\nPROPERTIES\n  EventuallyIdle\n");
    assertThat(given("toy-deadlock").get().config()).endsWith("CHECK_DEADLOCK TRUE\n");
  }

  @Test
  void leavesOutWhatTheModelGivesAReasonForAndNothingElse() throws IOException {
    assertThat(without("RefsAreCounted").get().config())
        .endsWith("INVARIANTS\n  SlotIsFilledWhileUsed\n");
    assertThat(without("Nowhere").getLeft()).isEqualTo("toy: without Nowhere: no law of MCToy");
  }

  @Test
  void putsTheModuleBeforeTheOperatorAsTlcWantsIt() throws IOException {
    assertThat(
            changed("\"set\"", "\"override\": {\"[Toy]Init\": \"Other\"}, \"set\"").get().config())
        .contains("  Init <- [Toy]Other\n");
  }

  @Test
  void needsAListOfLaws() throws IOException {
    assertThat(
            changed("\"module\": \"MCToy\"", "\"module\": \"MCToy\", \"spec\": \"OtherSpec\"")
                .getLeft())
        .isEqualTo("toy: module MCToy has no definition OtherLaws that lists its laws");
  }

  private Either<String, GeneratedModel> without(String law) throws IOException {
    return changed("\"set\"", "\"without\": {\"" + law + "\": \"a reason\"}, \"set\"");
  }

  /** The model toy with a change of its entry. */
  private Either<String, GeneratedModel> changed(String part, String instead) throws IOException {
    Home home = ToyHome.home();
    String text =
        Files.readString(home.manifest()).replaceFirst(part, instead.replace("\\", "\\\\"));
    Path file = Files.writeString(folder.resolve("models.json"), text);
    return given(home, file, "toy");
  }

  private static Either<String, GeneratedModel> given(String name) {
    return given(ToyHome.home(), ToyHome.home().manifest(), name);
  }

  private static Either<String, GeneratedModel> given(Home home, Path manifest, String name) {
    return Manifest.one(manifest, name).flatMap(model -> GeneratedModel.of(home, model));
  }
}
