package io.uring.dmabuf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.List;
import org.junit.jupiter.api.Test;

class MarkdownTest {

  private static final String TEXT =
      """
      above
      <!-- begin generated: a (how) -->
      old
      <!-- end generated -->
      between
      <!-- begin generated: b (how) -->
      other
      <!-- end generated -->
      """;

  @Test
  void replacesWhatIsBetweenTheMarkersAndNothingElse() {
    String changed = Markdown.replace(TEXT, "b", List.of("one", "two")).get();
    assertThat(changed).isEqualTo(TEXT.replace("other\n", "one\ntwo\n"));
    assertThat(Markdown.between(changed, "b")).containsExactly("one", "two");
    assertThat(Markdown.between(changed, "a")).containsExactly("old");
  }

  @Test
  void saysWhichMarkersAreMissing() {
    assertThat(Markdown.replace(TEXT, "c", List.empty()).getLeft()).contains("c");
    assertThat(Markdown.replace(TEXT.replace("<!-- end generated -->", ""), "a", List.empty()))
        .isEmpty();
  }

  @Test
  void keepsATableARowWhateverItsCellsHold() {
    assertThat(Markdown.code("a | b")).isEqualTo("`a \\| b`");
    assertThat(Markdown.header(List.of("x", "y"))).containsExactly("| x | y |", "|---|---|");
  }
}
