package io.uring.dmabuf.guards;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.docs.SpecModule;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.Home;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The list of guards is complete, and each of its entries can be taken out alone. */
class GuardListTest {

  private static final Path ROOT = Home.current().root();
  private static final List<SpecGuard> SPEC = SpecGuards.of(ROOT.resolve("spec")).get();
  private static final List<JavaGuard> JAVA = JavaGuard.all();
  private static final JavaDeviations DEVIATIONS = JavaDeviations.of(ROOT).get();

  @Test
  void everyPlantedMistakeIsMadeSomewhere() {
    assertThat(DEVIATIONS.all().filter(d -> DEVIATIONS.uses(d.name()) == 0).map(JavaDeviation::id))
        .isEmpty();
  }

  @Test
  void theListOfMistakesIsThatWhichTheReplayKnows() {
    assertThat(DEVIATIONS.ofSteps().map(JavaDeviation::name))
        .containsExactlyInAnyOrderElementsOf(Targets.deviations().map(d -> d.name()))
        .hasSizeGreaterThanOrEqualTo(12);
  }

  @Test
  void everyGuardSaysWhatItAsksForInASentence() {
    assertThat(Targets.guards().map(guard -> guard.guard().sentence()))
        .allMatch(sentence -> sentence.matches("[A-Z].*\\."));
  }

  @Test
  void everyActionOfTheSpecificationsHasGuards() {
    Set<String> guarded = SPEC.map(guard -> guard.module() + "." + guard.step()).toSet();
    assertThat(
            SpecGuards.actions(ROOT.resolve("spec"))
                .filter(GuardListTest::isOfAModuleWithVariables)
                .filter(action -> !isThatOfAComponent(action))
                .removeAll(guarded))
        .isEmpty();
  }

  /** A component's action that a module only repeats has no guards but the component's. */
  private static boolean isThatOfAComponent(String action) {
    String module = action.substring(0, action.indexOf('.'));
    String name = action.substring(action.indexOf('.') + 1);
    Pattern repeated =
        Pattern.compile(
            "^NAME(\\([^)]*\\))? ==\\s+\\w+!NAME(\\([^)]*\\))? /\\\\ UNCHANGED \\w+$"
                .replace("NAME", name),
            Pattern.MULTILINE);
    try {
      return repeated.matcher(Files.readString(ROOT.resolve("spec/" + module + ".tla"))).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Operators of the other modules are functions, whose laws have defects instead. */
  private static boolean isOfAModuleWithVariables(String action) {
    String module = action.substring(0, action.indexOf('.'));
    return SpecModule.read(ROOT.resolve("spec/" + module + ".tla")).variables().nonEmpty();
  }

  @Test
  void everyGuardBelongsToATargetOfModels() {
    assertThat(SPEC.filter(guard -> !guard.module().equals("DmaSafety")))
        .allMatch(guard -> Targets.components().contains(guard.component()));
    assertThat(SPEC.filter(guard -> guard.module().equals("IoWq")).map(SpecGuard::component))
        .containsOnly("Requests");
  }

  @Test
  void namesAreUnique() {
    List<String> ids =
        SPEC.map(SpecGuard::id)
            .appendAll(JAVA.map(JavaGuard::id))
            .appendAll(DEVIATIONS.all().map(JavaDeviation::id));
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(Notes.current().uncaught().keySet().addAll(Notes.current().first().keySet()))
        .isSubsetOf(ids);
  }

  @Test
  void aGuardIsTakenOutAloneAndItsModuleKeepsItsLines() throws IOException {
    for (SpecGuard guard : SPEC) {
      List<String> before = List.of(Files.readString(guard.file()).split("\n", -1));
      List<String> after = List.of(guard.without(Files.readString(guard.file())).split("\n", -1));
      assertThat(after).describedAs(guard.id()).hasSameSizeAs(before);
      List<Integer> changed =
          List.range(0, before.size()).filter(i -> !before.get(i).equals(after.get(i)));
      assertThat(changed.map(i -> i + 1))
          .describedAs(guard.id())
          .isNotEmpty()
          .allMatch(line -> line >= guard.region().line() && line <= guard.region().endLine());
    }
  }
}
