package io.uring.dmabuf.docs;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.Manifest;
import io.vavr.collection.List;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The documents of the repository, for the tests that hold them to the sources. */
final class Documents {

  static final List<String> ALL =
      List.of(
          "README.md", "CONFORMANCE.md", "spec/README.md", "spec/INTENDED.md", "spec/FINDINGS.md");

  private Documents() {}

  static Path root() {
    return Home.current().root();
  }

  static String text(String file) {
    try {
      return Files.readString(root().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Manifest manifest() {
    return Manifest.read(Home.current().manifest()).get();
  }

  /** The first group of every match, each once. */
  static List<String> all(String pattern, String text) {
    return List.ofAll(Pattern.compile(pattern).matcher(text).results().toList())
        .map((MatchResult found) -> found.group(1))
        .distinct();
  }

  /** Every definition, constant and variable as {@code Module!Name}. */
  static List<String> names() {
    return new Correspondence(root())
        .modules()
        .flatMap(module ->
            module
                .definitions()
                .map(SpecModule.Definition::name)
                .appendAll(module.constants())
                .appendAll(module.variables())
                .map(name -> module.name() + "!" + name));
  }
}
