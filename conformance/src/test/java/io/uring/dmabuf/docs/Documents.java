package io.uring.dmabuf.docs;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.vavr.collection.List;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documents of the repository, for the tests that hold them to the sources. */
final class Documents {

  private static final List<String> FOLDERS = List.of("", "docs", "spec");

  private Documents() {}

  static Path root() {
    return Home.current().root();
  }

  /** Every document, relative to the root. */
  static List<String> all() {
    return FOLDERS.flatMap(Documents::in).sorted();
  }

  private static List<String> in(String folder) {
    try (Stream<Path> files = Files.list(root().resolve(folder))) {
      return List.ofAll(files.toList())
          .filter(file -> file.toString().endsWith(".md"))
          .map(file -> root().relativize(file).toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(String file) {
    try {
      return Files.readString(root().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page of the specifications, made once for all tests of a process. */
  static String page() {
    return Page.HTML;
  }

  /** Made when it is first asked for. */
  private static final class Page {
    private static final String HTML =
        SpecPage.of(Home.current(), root().resolve("target/docs")).get().html();
  }

  static Manifest manifest() {
    return Models.ALL;
  }

  /** Read when they are first asked for. */
  private static final class Models {
    private static final Manifest ALL = Manifest.read(Home.current().manifest()).get();
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
