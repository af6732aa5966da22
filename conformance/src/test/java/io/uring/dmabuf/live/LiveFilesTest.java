package io.uring.dmabuf.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.live.Operation.AtOnce;
import io.uring.dmabuf.live.Operation.Ending;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.uring.RawClone;
import io.vavr.collection.List;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The words of *.live")
class LiveFilesTest {
  private static final Path ROOT = Home.current().root();

  @Test
  void areAllDocumented() throws IOException {
    String text = Files.readString(ROOT.resolve("docs/live.md"));
    List<String> words =
        List.<Enum<?>>ofAll(List.of(RingKind.values()))
            .appendAll(List.of(AtOnce.values()))
            .appendAll(List.of(Ending.values()))
            .appendAll(List.of(Entry.Kind.values()).tail())
            .appendAll(List.of(Span.values()))
            .appendAll(List.of(RawClone.Source.values()))
            .map(Words::of)
            .appendAll(usedInFiles());
    assertThat(words.distinct().filter(word -> !text.matches("(?s).*[ `|]" + word + "\\b.*")))
        .isEmpty();
  }

  /** The first word of each line of the files that are there. */
  private static List<String> usedInFiles() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("conformance/src/main/live"))) {
      List<String> lines = List.empty();
      for (Path file : List.ofAll(files.toList())) {
        lines = lines.appendAll(Files.readAllLines(file));
      }
      return lines
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" ")[0])
          .distinct();
    }
  }
}
