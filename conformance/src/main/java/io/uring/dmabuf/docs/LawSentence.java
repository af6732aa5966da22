package io.uring.dmabuf.docs;

import io.uring.dmabuf.docs.SpecModule.Block;
import io.uring.dmabuf.docs.SpecModule.Definition;
import io.uring.dmabuf.docs.SpecModule.Formula;
import io.uring.dmabuf.docs.SpecModule.Prose;
import io.uring.dmabuf.docs.SpecModule.Rule;
import io.uring.dmabuf.tlc.Home;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.nio.file.Path;

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
        .flatMap(Home::modules)
        .flatMap(file -> sentence.in(SpecModule.read(file)))
        .headOption();
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
