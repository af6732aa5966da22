package io.uring.dmabuf.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each place of a module has its mutant, and each mutant changes that place alone. */
class MutantsTest {

  private static final String NO_NOTES = "{\"equivalent\": [], \"surviving\": []}";

  @TempDir Path root;

  @Test
  void aSmallModuleHasAMutantOfEachKind() throws IOException {
    SmallHome.write(root, NO_NOTES);
    assertThat(SmallHome.mutants(root).all().map(m -> m.id() + ": " + m.text()))
        .contains(
            "Tap.Fill.guard.1: level < N  ->  TRUE",
            "Tap.Fill.update.2: seen \\cup {level}  ->  seen (unchanged)",
            "Tap.Spill.branch.1: IF level > 1  ->  IF ~(level > 1)",
            "Tap.Fill.comparison.1: level < N  ->  <= for <",
            "Tap.Drain.comparison.2: level > 0  ->  1 for 0",
            "Tap.Fill.set.1: seen \\cup {level}  ->  \\cap for \\cup")
        .doesNotHaveDuplicates();
    assertThat(SmallHome.mutants(root).all().map(Mutant::place).toSet())
        .containsExactlyInAnyOrder("Tap.Fill", "Tap.Drain", "Tap.Spill");
  }

  @Test
  void aMutantChangesItsPlaceAndNothingElse() throws IOException {
    SmallHome.write(root, NO_NOTES);
    String source = Files.readString(root.resolve("spec/Tap.tla"));
    assertThat(SmallHome.mutants(root).find("Tap.Fill.update.1").get().in(source))
        .isEqualTo(source.replace("level' = level + 1", "level' = level"));
    assertThat(SmallHome.mutants(root).find("Tap.Fill.comparison.1").get().in(source))
        .isEqualTo(source.replace("level < N", "level <= N"));
  }

  @Test
  void aSeedDecidesTheOrder() throws IOException {
    SmallHome.write(root, NO_NOTES);
    Mutants mutants = SmallHome.mutants(root);
    assertThat(mutants.shuffled(7)).isEqualTo(mutants.shuffled(7)).isNotEqualTo(mutants.all());
    assertThat(mutants.shuffled(7).toSet()).isEqualTo(mutants.all().toSet());
  }

  @Test
  void aNoteAboutAMutantThatIsNotThereIsRefused() throws IOException {
    SmallHome.write(
        root,
        NO_NOTES.replace(
            "\"surviving\": []",
            "\"surviving\": [{\"definition\": \"Tap.Fill\", \"change\": \"a  ->  b\","
                + " \"why\": \"Gone.\"}]"));
    Path file = root.resolve(MutantNotes.FILE);
    assertThat(MutantNotes.read(file, SmallHome.mutants(root)).getLeft())
        .isEqualTo(file + ": no mutant of Tap.Fill is: a  ->  b");
  }

  @Test
  void theSpecificationHasHundredsWithNamesOfTheirOwn() throws IOException {
    Home home = Home.current();
    List<ModelEntry> models =
        Manifest.read(home.manifest())
            .get()
            .tier(ModelEntry.Tier.QUICK)
            .reject(ModelEntry::isDefect);
    Mutants mutants =
        Mutants.of(
                home.root().resolve("spec"), home.library(), models.map(ModelEntry::module).toSet())
            .get();
    assertThat(mutants.all().map(Mutant::id)).hasSizeGreaterThan(1000).doesNotHaveDuplicates();
    assertThat(MutantNotes.read(home.root().resolve(MutantNotes.FILE), mutants).isRight()).isTrue();
    for (Mutant mutant : mutants.all()) {
      String before = Files.readString(mutant.file());
      String after = mutant.in(before);
      assertThat(after).describedAs(mutant.id()).isNotEqualTo(before);
      assertThat(after.lines().count()).isEqualTo(before.lines().count());
    }
  }
}
