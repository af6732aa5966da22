package io.uring.dmabuf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.List;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The page of the specifications")
class SpecPageTest {

  private final Path folder = Documents.root().resolve("target/docs");
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
    assertThat(html).contains("<a href=\"#BufferTable.Fail\">BT!Fail</a>");
  }

  @Test
  void needsNothingButItself() {
    assertThat(html)
        .doesNotContainPattern("\\bsrc=|<script|<link|<img|<iframe|@import|url\\(|https?:|//cdn");
    assertThat(html).contains("prefers-color-scheme: dark").contains("@media print");
  }

  @Test
  void pointsToTheLinesOfJavaMethods() throws IOException {
    List<String> links = Documents.all("href=\"([^\"#]+\\.java#L\\d+)\"", html);
    assertThat(links).hasSizeGreaterThan(100);
    for (String link : links) {
      String[] parts = link.split("#L");
      List<String> lines = List.ofAll(Files.readAllLines(folder.resolve(parts[0]).normalize()));
      assertThat(lines.get(Integer.parseInt(parts[1]) - 1)).as(link).contains(" Option<");
    }
  }

  @Test
  void losesNoLineOfAFormula() {
    for (SpecModule module : new Correspondence(Documents.root()).modules()) {
      String tail = module.definitions().last().name();
      assertThat(html).contains("id=\"" + module.name() + "." + tail + "\"");
    }
    assertThat(html.split("<pre class=\"tla\">", -1)).hasSizeGreaterThan(200);
  }
}
