package io.uring.dmabuf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.List;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("New texts of documents")
class DocumentUpdateTest {

  private static final String TEXT =
      """
      above
      <!-- begin generated: a (how) -->
      old
      <!-- end generated -->
      <!-- begin generated: b (how) -->
      other
      <!-- end generated -->
      """;

  @TempDir Path root;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(root.resolve("one.md"), TEXT);
    Files.createDirectories(root.resolve("docs"));
    Files.writeString(root.resolve("docs/two.md"), TEXT);
  }

  @Test
  void haveEveryPartOfOneDocumentAndOfOthers() {
    assertThat(
            DocumentUpdate.write(
                    root,
                    List.of(
                        new GeneratedPart("one.md", "a", List.of("new")),
                        new GeneratedPart("docs/two.md", "b", List.of()),
                        new GeneratedPart("one.md", "b", List.of("new too"))))
                .get())
        .hasSize(2);
    assertThat(root.resolve("one.md"))
        .hasContent(TEXT.replace("old", "new").replace("other", "new too"));
    assertThat(root.resolve("docs/two.md")).hasContent(TEXT.replace("other\n", ""));
  }

  @Test
  void leaveEveryFileAsItWasWhenAPartHasNoPlace() {
    List<GeneratedPart> fine = List.of(new GeneratedPart("one.md", "a", List.of("new")));
    assertThat(left(fine.append(new GeneratedPart("docs/two.md", "c", List.of()))))
        .contains("docs/two.md", "c");
    assertThat(left(fine.append(new GeneratedPart("three.md", "a", List.of()))))
        .contains("three.md");
    assertThat(root.resolve("one.md")).hasContent(TEXT);
    assertThat(root.resolve("docs/two.md")).hasContent(TEXT);
    assertThat(root.toFile().list()).containsExactlyInAnyOrder("one.md", "docs");
  }

  private String left(List<GeneratedPart> parts) {
    return DocumentUpdate.write(root, parts).getLeft();
  }
}
