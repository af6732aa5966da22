package io.uring.dmabuf.docs;

import io.uring.dmabuf.docs.SpecModule.Block;
import io.uring.dmabuf.docs.SpecModule.Definition;
import io.uring.dmabuf.docs.SpecModule.Formula;
import io.uring.dmabuf.docs.SpecModule.Prose;
import io.uring.dmabuf.docs.SpecModule.Rule;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the specifications say of a law in prose: the comment before its definition. */
public final class LawSentence {

  private final String law;

  private LawSentence(String law) {
    this.law = law;
  }

  /**
   * The comment of a law in the first module that defines it; it may stand for several laws that
   * follow one another. None for a law without a definition or a comment.
   *
   * @param folders where modules are, in the order of the search
   */
  public static Option<String> of(List<Path> folders, String law) {
    LawSentence sentence = new LawSentence(law);
    return folders
        .toStream()
        .flatMap(LawSentence::modules)
        .flatMap(file -> sentence.in(SpecModule.read(file)))
        .headOption();
  }

  private static List<Path> modules(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return List.ofAll(files.filter(file -> file.toString().endsWith(".tla")).sorted().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Option<String> in(SpecModule module) {
    List<Block> before = module.blocks().takeUntil(this::defines);
    return before.size() == module.blocks().size()
        ? Option.none()
        : before
            .reverse()
            .takeUntil(Rule.class::isInstance)
            .find(Prose.class::isInstance)
            .map(prose -> ((Prose) prose).paragraphs().last());
  }

  /** A name for another module's law defines nothing. */
  private boolean defines(Block block) {
    return block instanceof Formula formula
        && SpecModule.definitionsIn(formula).map(Definition::name).contains(law)
        && !formula.lines().exists(line -> line.matches(law + " == \\w+!" + law + "\\s*"));
  }
}
