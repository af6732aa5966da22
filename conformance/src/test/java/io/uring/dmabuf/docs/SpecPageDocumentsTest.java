package io.uring.dmabuf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.vavr.collection.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The documents on the page of the specifications")
class SpecPageDocumentsTest {

  private final String html = Documents.page();
  private final String shown = words(html.replaceAll("<[^>]*>", ""));

  /** Every line is there, in its order; but titles of documents, which the page has its own for. */
  @ParameterizedTest
  @CsvSource({"INTENDED, 40", "FINDINGS, 150", "README, 120"})
  void loseNoLine(String document, int least) {
    List<String> lines =
        List.of(Documents.text("spec/" + document + ".md").split("\n"))
            .reject(line -> line.startsWith("# ") || line.matches("<!--.*|\\|[-|]+|```|\\s*"))
            .flatMap(SpecPageDocumentsTest::cells)
            .map(line ->
                words(
                    line.replaceFirst("^(#+|\\*) ", "")
                        .replaceAll("\\[([^\\]]+)\\]\\([^)\\s]+\\)", "$1")));
    assertThat(lines).hasSizeGreaterThan(least);
    assertThat(lines.reject(shown::contains)).isEmpty();
  }

  private static List<String> cells(String line) {
    return line.startsWith("|")
        ? List.of(line.split("(?<!\\\\)\\|")).map(cell -> cell.replace("\\|", "|"))
        : List.of(line);
  }

  /** A text without blanks and without what marks code and emphasis. */
  private static String words(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
        .replaceAll("[`*\\s]+", "");
  }

  @Test
  void areSectionsOfTheirOwn() {
    assertThat(Documents.all("<h2 id=\"([^\"]+)\"", html))
        .contains(
            "reading", "intended", "findings", "glossary", "laws", "defects", "kernels", "models");
  }

  @Test
  void tellWhoEveryActorIs() {
    for (String actor : SpecIndex.ACTORS) {
      assertThat(html).contains("<tr id=\"reading-" + actor + "\">");
    }
    List<String> shownActors = Documents.all("<a class=\"actor\" href=\"#reading-(\\w+)\"", html);
    assertThat(shownActors).hasSizeGreaterThan(5).isSubsetOf(SpecIndex.ACTORS);
  }

  @Test
  void areLinkedWhereTheyAreNamed() {
    assertThat(html)
        .contains("<a href=\"#findings-4\">FINDINGS.md, 4</a>")
        .contains("<a href=\"#intended-V1-PRP-SUBPAGE\">V1-PRP-SUBPAGE</a>")
        .contains("<a href=\"#NvmeQueue.SyncForDevice\"><code>NvmeQueue!SyncForDevice</code></a>")
        .contains("<a href=\"#model-rw-liveness\"><code>rw-liveness</code></a>")
        .doesNotContainPattern("<a [^>]*>[^<]*<a |\u0001|\u0002");
  }
}
