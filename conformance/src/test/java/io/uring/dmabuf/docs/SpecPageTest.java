package io.uring.dmabuf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.List;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The page of the specifications")
class SpecPageTest {

  private static final Pattern FORMULA = Pattern.compile("(?s)<pre class=\"tla\">(.*?)</pre>");

  private final Path folder = Documents.root().resolve("target/docs");
  private final List<SpecModule> modules = new Correspondence(Documents.root()).modules();
  private final String html = new SpecPage(Documents.root(), folder).html();

  @Test
  void hasEveryActionOfEveryModule() {
    List<String> actions =
        new Correspondence(Documents.root())
            .sections()
            .flatMap(section ->
                section
                    .actions()
                    .map(row -> row.spec().replaceFirst("\\(.*", ""))
                    .map(action -> "<b id=\"" + section.module().name() + "." + action + "\">"));
    assertThat(actions).hasSizeGreaterThan(130);
    assertThat(actions.filter(action -> !html.contains(action))).isEmpty();
  }

  @Test
  void hasEveryDefinitionAndVariableAsATarget() {
    List<String> ids = Documents.all(" id=\"([^\"]+)\"", html);
    assertThat(ids).containsAll(Documents.names().map(name -> name.replace('!', '.')));
  }

  @Test
  void hasNoLinkWithoutATargetAndNoTargetTwice() {
    List<String> targets = Documents.all(" id=\"([^\"]+)\"", html);
    assertThat(targets).containsAll(Documents.all("href=\"#([^\"]+)\"", html));
    assertThat(html.split(" id=\"", -1)).hasSize(targets.size() + 1);
  }

  @Test
  void linksModulesWithEachOther() {
    int links = 0;
    for (SpecModule module : modules) {
      for (String use : used(module)) {
        String[] parts = use.split("!");
        String link = module.instances().get(parts[0]).get() + "." + parts[1];
        assertThat(html).contains("<a href=\"#" + link + "\">" + use + "</a>");
        links++;
      }
    }
    assertThat(links).isGreaterThan(100);
  }

  @Test
  void needsNothingButItself() {
    assertThat(html)
        .doesNotContainPattern("\\bsrc=|<script|<link|<img|<iframe|@import|url\\(|https?:|//cdn");
    assertThat(html).contains("prefers-color-scheme: dark").contains("@media print");
  }

  @Test
  void pointsToTheLinesOfJavaSteps() throws IOException {
    List<String> links = Documents.all("href=\"([^\"#]+\\.java#L\\d+)\"", html);
    List<JavaStep> steps =
        new Correspondence(Documents.root())
            .sections()
            .flatMap(Correspondence.Section::actions)
            .flatMap(Correspondence.Row::step);
    assertThat(steps).hasSizeGreaterThan(100);
    assertThat(links).hasSizeGreaterThan(100);
    for (String link : links) {
      String[] parts = link.split("#L");
      List<String> lines = List.ofAll(Files.readAllLines(folder.resolve(parts[0]).normalize()));
      assertThat(lines.get(Integer.parseInt(parts[1]) - 1)).as(link).contains(" Step<");
    }
    for (JavaStep step : steps) {
      List<String> lines = List.ofAll(Files.readAllLines(Documents.root().resolve(step.file())));
      assertThat(lines.get(step.line() - 1)).contains(" " + step.constant() + " =");
      assertThat(links).anyMatch(link -> link.endsWith(step.file() + "#L" + step.line()));
    }
  }

  /** What the page shows of a module's formulas is what the file has, line by line. */
  @Test
  void losesNoLineOfAFormula() {
    String shown =
        text(
            List.ofAll(FORMULA.matcher(html).results().toList())
                .map(found -> found.group(1))
                .mkString("\n"));
    List<String> lines = List.of(shown.split("\n"));
    for (SpecModule module : modules) {
      List<String> written =
          module
              .blocks()
              .filter(SpecModule.Formula.class::isInstance)
              .flatMap(block -> ((SpecModule.Formula) block).lines());
      assertThat(written).as(module.name()).hasSizeGreaterThan(20);
      assertThat(lines.indexOfSlice(written)).as(module.name()).isNotNegative();
    }
  }

  /** And what is in a file and in no formula is prose, a pointer, a rule or blank. */
  @Test
  void losesNoLineOfAFile() {
    for (SpecModule module : modules) {
      List<String> left =
          List.of(Documents.text("spec/" + module.name() + ".tla").split("\n"))
              .removeAll(
                  module
                      .blocks()
                      .filter(SpecModule.Formula.class::isInstance)
                      .flatMap(block -> ((SpecModule.Formula) block).lines()));
      assertThat(left)
          .as(module.name())
          .allMatch(line -> line.isBlank() || line.matches("(\\(\\*|\\\\\\*|--|==|  +).*"));
    }
  }

  private static String text(String html) {
    return html.replaceAll("<[^>]*>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
  }

  private static List<String> used(SpecModule module) {
    String formulas =
        module
            .blocks()
            .filter(SpecModule.Formula.class::isInstance)
            .flatMap(block -> ((SpecModule.Formula) block).lines())
            .map(line -> line.replaceFirst("\\\\\\*.*", "").replaceAll("\\(\\*.*?\\*\\)", ""))
            .mkString("\n");
    return Documents.all("\\b(\\w+!\\w+)", formulas)
        .filter(use -> module.instances().containsKey(use.split("!")[0]));
  }
}
