package io.uring.dmabuf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.Home;
import io.vavr.Tuple2;
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

  private static final Path FOLDER = Documents.root().resolve("target/docs");
  private static final List<SpecModule> MODULES = new Correspondence(Documents.root()).modules();
  private static final Modules EVERY = Modules.of(Home.current());

  private final String html = Documents.page();

  @Test
  void hasEveryActionOfEveryModule() {
    List<String> actions =
        new Correspondence(Documents.root())
            .sections()
            .flatMap(section ->
                section
                    .actions()
                    .map(row -> row.spec().replaceFirst("\\(.*", ""))
                    .map(action -> "<a id=\"" + section.module().name() + "." + action + "\""));
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
    for (SpecModule module : MODULES) {
      for (String use : used(module)) {
        String[] parts = use.split("!");
        String instance = module.instances().get(parts[0]).get();
        String definer = new Modules(MODULES).definer(instance, parts[1]).get().name();
        String link = definer + "." + parts[1];
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
      List<String> lines = List.ofAll(Files.readAllLines(FOLDER.resolve(parts[0]).normalize()));
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
    for (SpecModule module : EVERY.all()) {
      List<String> written =
          module
              .blocks()
              .filter(SpecModule.Formula.class::isInstance)
              .flatMap(block -> ((SpecModule.Formula) block).lines());
      assertThat(written).as(module.name()).isNotEmpty();
      assertThat(lines.indexOfSlice(written)).as(module.name()).isNotNegative();
    }
    assertThat(EVERY.all()).hasSizeGreaterThan(80);
  }

  /** And what is in a file and in no formula is prose, a pointer, a rule or blank. */
  @Test
  void losesNoLineOfAFile() {
    for (SpecModule module : MODULES) {
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

  @Test
  void beginsWithItsTitleAndOnlyThenListsItsContents() {
    String body = html.substring(html.indexOf("<body>"));
    assertThat(body).startsWith("<body>\n<a class=\"skip\" href=\"#content\">");
    assertThat(text(body.substring(body.indexOf("</a>"), body.indexOf("<h1>")))).isBlank();
    assertThat(
            List.of("<header>", "<h1>", "<nav ", "<main id=\"content\"", "<footer>")
                .map(body::indexOf)
                .toJavaList())
        .isSorted()
        .doesNotContain(-1);
    assertThat(Documents.all("<(header|h1|nav|main|footer)\\b", body)).hasSize(5);
    assertThat(body.split("<(header|h1|nav|main|footer)\\b", -1)).hasSize(6);
  }

  @Test
  void skipsNoLevelOfHeadings() {
    List<Integer> levels =
        List.ofAll(Pattern.compile("<h([1-6])\\b").matcher(html).results().toList())
            .map(found -> Integer.parseInt(found.group(1)));
    assertThat(levels.zip(levels.tail()).filter(pair -> pair._2 > pair._1 + 1)).isEmpty();
    assertThat(levels.count(level -> level == 1)).isEqualTo(1);
  }

  /** A link to a definition lands above what is said of it, and the formula comes last. */
  @Test
  void landsALinkToADefinitionAboveItsProseItsActorAndItsFormula() {
    int withProse = 0;
    for (SpecModule module : EVERY.all()) {
      for (Passage passage : Passage.in(module.blocks(), formula -> false)) {
        for (SpecModule.Definition found : passage.definitions()) {
          String shown = passageFrom(TlaHtml.id(module.name(), found.name()));
          int formula = shown.indexOf("<pre");
          assertThat(shown.substring(formula)).contains("<b>" + found.name() + "</b>");
          assertThat(shown.indexOf("class=\"action\"")).isLessThan(formula);
          assertThat(shown.indexOf("class=\"law\"")).isLessThan(formula);
          withProse += shown.substring(0, formula).contains("<p>") ? 1 : 0;
        }
      }
    }
    assertThat(withProse).isGreaterThan(400);
  }

  /** A comment above a definition, if it is no heading, is between the link's place and it. */
  @Test
  void hasTheCommentAboveADefinitionBetweenItsPlaceAndItsFormula() {
    int seen = 0;
    for (ModulePart part : MODULES.flatMap(ModulePart::of)) {
      for (Tuple2<SpecModule.Block, SpecModule.Block> pair :
          part.blocks().zip(part.blocks().drop(1))) {
        if (pair._1 instanceof SpecModule.Prose prose
            && pair._2 instanceof SpecModule.Formula formula) {
          for (SpecModule.Definition found : SpecModule.definitionsIn(formula)) {
            String shown = passageFrom(TlaHtml.id(part.module(), found.name()));
            String said = unquoted(text(shown.substring(0, shown.indexOf("<pre"))));
            assertThat(said).contains(unquoted(prose.paragraphs().last()));
            seen++;
          }
        }
      }
    }
    assertThat(seen).isGreaterThan(250);
  }

  private static String unquoted(String text) {
    return text.replaceAll("[`']", "");
  }

  /** The page from a place on to the end of its passage. */
  private String passageFrom(String id) {
    int from = html.indexOf(" id=\"" + id + "\"");
    assertThat(from).as(id).isPositive();
    return html.substring(from, html.indexOf("</pre>\n</div>\n</div>", from));
  }

  @Test
  void isOfASizeThatABrowserOpensAtOnce() {
    assertThat(html.length()).isBetween(500_000, 3_000_000);
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
