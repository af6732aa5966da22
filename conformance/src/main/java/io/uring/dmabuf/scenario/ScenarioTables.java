package io.uring.dmabuf.scenario;

import io.vavr.collection.List;
import io.vavr.collection.Vector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What documents say about scenarios, made of the grammar and of the files of the tour. */
public final class ScenarioTables {
  /** The folder of the tour below the root of the repository. */
  public static final String TOUR = "conformance/src/main/scenarios";

  /** The file of the tour that serves as the example. */
  public static final String EXAMPLE = "prp-subpage";

  private static final String SUFFIX = ".scenario";

  private ScenarioTables() {}

  /** A table of the statements, in Markdown. */
  public static List<String> statements() {
    return List.of("| statement | does |", "|---|---|")
        .appendAll(
            Vector.of(Grammar.values())
                .map(g -> "| `%s` | %s |".formatted(g.syntax().replace("|", "\\|"), g.help())));
  }

  /**
   * A table of the tour, in Markdown, for a document in a folder of the root: each file with the
   * first sentence of its prose.
   *
   * @param root the root of the repository
   */
  public static List<String> tour(Path root) {
    return List.of("| scenario | shows |", "|---|---|")
        .appendAll(
            files(root)
                .map(file ->
                    "| [`%s`](../%s/%s) | %s |"
                        .formatted(
                            name(file),
                            TOUR,
                            file.getFileName(),
                            firstSentence(text(file)).replace("|", "\\|"))));
  }

  /**
   * The example and what a run of it prints, in Markdown.
   *
   * @param root the root of the repository
   */
  public static List<String> example(Path root) {
    Path file = root.resolve(TOUR).resolve(EXAMPLE + SUFFIX);
    List<String> printed =
        List.of("    $ ./dmabuf-rw run %s/%s%s".formatted(TOUR, EXAMPLE, SUFFIX));
    java.util.List<String> lines = new java.util.ArrayList<>();
    Scenario scenario =
        Scenario.parse(TOUR + "/" + EXAMPLE + SUFFIX, text(file))
            .getOrElseThrow(why -> new IllegalStateException(why));
    ScenarioRun.of(scenario, line -> lines.add("      " + line));
    return printed.append("    " + scenario.name()).appendAll(lines);
  }

  /**
   * The files of the tour, by name.
   *
   * @param root the root of the repository
   */
  public static Vector<Path> files(Path root) {
    try (Stream<Path> all = Files.list(root.resolve(TOUR))) {
      return Vector.ofAll(all.sorted().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(SUFFIX, "");
  }

  private static String firstSentence(String text) {
    String prose =
        List.of(text.split("\n"))
            .takeWhile(line -> line.startsWith("#"))
            .map(line -> line.substring(1).strip())
            .mkString(" ");
    int end = prose.indexOf(". ");
    return end < 0 ? prose : prose.substring(0, end + 1);
  }
}
