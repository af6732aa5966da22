package io.uring.dmabuf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.docs.Laws.Law;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The laws on the page of the specifications")
class SpecPageLawsTest {

  private static final Home HOME = Home.current();
  private static final Modules MODULES = Modules.of(HOME);

  private static final Laws LAWS = of(HOME.root().resolve(Laws.REASONS)).get();

  private final String html = Documents.page();

  @TempDir Path folder;

  @Test
  void haveEachADefectThatBreaksItOrAReason() {
    assertThat(LAWS.problems()).isEmpty();
    assertThat(LAWS.all()).hasSizeGreaterThan(80);
    assertThat(LAWS.all().filter(law -> law.holds().isEmpty()).map(Law::qualified))
        .as("checked by no model that must pass, and hence broken on purpose")
        .containsExactly("Rsrc!TagMeansUnused");
  }

  @Test
  void areLinkedWithTheirDefectsAndTheirModels() {
    for (Law law : LAWS.all()) {
      String row = between("<tr id=\"law-" + law.id() + "\">", "</tr>");
      assertThat(row).contains("href=\"#" + law.id() + "\"");
      for (ModelEntry model : law.broken().appendAll(law.holds())) {
        assertThat(row).contains("href=\"#" + PageLinks.modelId(model) + "\"");
      }
      for (ModelEntry model : law.broken()) {
        assertThat(row).contains(model.base().map(base -> ">" + base + "<").getOrElse(""));
      }
      assertThat(text(row)).contains(law.reason().getOrElse(""));
    }
  }

  @Test
  void areNamedWhereTheyAreDefined() {
    for (Law law : LAWS.all()) {
      int from = html.indexOf("<a id=\"" + law.id() + "\"");
      String passage = html.substring(from, html.indexOf("<pre", from));
      assertThat(passage).as(law.qualified()).contains("href=\"#law-" + law.id() + "\"");
      assertThat(law.broken().reject(model -> passage.contains(PageLinks.model(model)))).isEmpty();
    }
  }

  @Test
  void areLinkedFromEveryDefect() {
    List<ModelEntry> defects = Documents.manifest().models().filter(ModelEntry::isDefect);
    assertThat(defects).hasSizeGreaterThan(70);
    for (ModelEntry defect : defects) {
      String section = between("<h3 id=\"" + PageLinks.modelId(defect) + "\">", "<h3 ");
      List<Law> broken = LAWS.all().filter(law -> law.broken().contains(defect));
      assertThat(broken).as(defect.name()).hasSize(1);
      assertThat(section)
          .contains("breaks <a href=\"#" + broken.head().id() + "\"")
          .contains("in <a href=\"#")
          .contains(">" + defect.base().get() + "<")
          .contains("model-checking/defects/" + defect.name() + ".tla");
    }
  }

  @Test
  void areNotWithoutTheirReasonsUnseen() throws IOException {
    Path file = folder.resolve("reasons.json");
    Files.writeString(
        file, "{\"NvmeQueue!SuccessMovedAll\": \"because\", \"NvmeQueue!Nothing\": \"because\"}");
    assertThat(of(file).get().problems())
        .contains("NvmeQueue!TypeOK: no defect breaks it, and no reason in " + Laws.REASONS)
        .contains("NvmeQueue!SuccessMovedAll: a defect breaks it, but a reason in " + Laws.REASONS)
        .contains("NvmeQueue!Nothing: a reason in " + Laws.REASONS + ", but no law");
    Files.writeString(file, "{\"a\": ");
    assertThat(of(file).getLeft()).startsWith(file + ": ").doesNotContain("\n");
  }

  private static Either<String, Laws> of(Path reasons) {
    return Laws.of(HOME, Documents.manifest(), MODULES, reasons);
  }

  private String between(String begin, String end) {
    int from = html.indexOf(begin);
    assertThat(from).as(begin).isPositive();
    return html.substring(from, html.indexOf(end, from + begin.length()));
  }

  private static String text(String html) {
    return html.replaceAll("<[^>]*>", "");
  }
}
