package io.uring.dmabuf.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.cli.Main;
import io.uring.dmabuf.docs.SavedVerdicts;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.jvm.Launcher;
import io.uring.dmabuf.tlc.models.GeneratedModel;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The verdicts on the posted design")
class VerdictsTest {

  private static final Home HOME = Home.current();
  private static final Manifest MANIFEST = Manifest.read(HOME.manifest()).get();
  private static final List<ModelEntry> DEFECTS = PostedDesign.defects(MANIFEST);
  private static final List<String> NAMES = DEFECTS.map(ModelEntry::name);

  private static List<String> document() throws IOException {
    return List.ofAll(Files.readAllLines(HOME.root().resolve("docs/verdicts.md")))
        .filter(line -> line.startsWith("    "))
        .map(line -> line.substring(4));
  }

  /** All defects of one module at once: no two of them take the place of one definition. */
  @Test
  void areOfDefectsThatCanBePlantedTogether() {
    List<ModelEntry> models = VerdictRuns.models(MANIFEST);
    assertThat(models).hasSizeGreaterThan(4);
    for (ModelEntry model : models) {
      List<String> together =
          DEFECTS.filter(defect -> defect.module().equals(model.module())).map(ModelEntry::name);
      ModelEntry posted = MANIFEST.planted(model.name(), together).get();
      assertThat(posted.override().size()).isGreaterThanOrEqualTo(together.size());
      assertThat(GeneratedModel.of(HOME, posted).get().module()).contains(together);
    }
  }

  @Test
  void areNotOfTwoThatReplaceOneDefinition() {
    assertThat(
            MANIFEST
                .planted("addressing-split", List.of("V1_NO_GAP_CHECK", "BYTES_UNLIMITED"))
                .isRight())
        .isTrue();
    assertThat(
            MANIFEST
                .planted("addressing-split", List.of("BYTES_UNLIMITED", "CHUNK_CROSSED"))
                .getLeft())
        .isEqualTo("RoomWithoutBytes and RoomWithoutChunk replace both Room");
    assertThat(MANIFEST.planted("addressing-split", List.of("EARLY_TAG")).getLeft())
        .contains("EARLY_TAG is about MCDmabufRw, addressing-split is not");
    assertThat(MANIFEST.planted("addressing-split", List.of("rw-small")).getLeft())
        .isEqualTo("rw-small: a model, and no defect");
  }

  @Test
  void areWrittenDownForEachDefect() throws IOException {
    List<String> rows = document().filter(line -> line.matches("  V1_\\w+ +[.?\\d-].*"));
    assertThat(rows.map(row -> row.strip().split(" ")[0]))
        .containsExactlyElementsOf(NAMES.appendAll(NAMES));
  }

  /** The first two designs in one model: what is written down is what a run finds. */
  @Test
  void areWhatARunFinds() throws IOException {
    Launcher launcher = Launcher.likeThisOne(List.of(Main.class.getName(), "run-model"), "check");
    List<ModelEntry> models = List.of(MANIFEST.find("addressing-sync").get());
    Verdicts found =
        new VerdictRuns(HOME, launcher, LinkedHashMap.empty(), line -> {}, known -> {})
            .rows(models, DEFECTS, PostedDesign.all(NAMES).take(2))
            .map(rows -> new Verdicts(models, rows))
            .get();
    List<String> document = document();
    for (Verdicts.Row row : found.rows()) {
      String cells =
          document.find(line -> line.startsWith(row.design().kind().title() + " ")).get();
      for (Verdicts.Column column : found.differingColumns()) {
        assertThat(cells.charAt(place(document, column)))
            .isEqualTo(row.of(column).steps() == 0 ? '.' : '1');
      }
    }
    assertThat(found.differingColumns()).hasSize(2);
  }

  /** Where the cells of a law of a model are: below its letter. */
  private static int place(List<String> document, Verdicts.Column column) {
    String law = "[a-zA-Z]  \\Q" + column.model() + "\\E +\\Q" + column.law() + "\\E";
    String letter = document.find(line -> line.matches(law)).get().substring(0, 1);
    return document.find(line -> line.matches(" +a( +\\w)*")).get().indexOf(letter);
  }

  @Test
  void areReadFromWhatWasPrinted(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("out"), ".  holds\n\nx 1\nThey are enough.\n");
    assertThat(SavedVerdicts.read(file).get().text())
        .containsExactly("    .  holds", "", "    x 1", "    They are enough.");
    Path none = Files.writeString(folder.resolve("none"), "defects: interrupted\n");
    assertThat(SavedVerdicts.read(none).getLeft()).contains("none: not what");
    assertThat(SavedVerdicts.read(folder.resolve("absent")).getLeft()).contains("absent");
  }
}
