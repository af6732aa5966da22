package io.uring.dmabuf.docs;

import io.uring.dmabuf.docs.SpecModule.Block;
import io.uring.dmabuf.docs.SpecModule.Definition;
import io.uring.dmabuf.docs.SpecModule.Formula;
import io.uring.dmabuf.docs.SpecModule.Prose;
import io.vavr.collection.List;
import java.util.function.Predicate;

/**
 * Prose and the formulas that it speaks of, which are read side by side: those up to the next
 * prose, as long as they are no declaration and begin nothing of their own.
 *
 * @param prose what is said
 * @param formulas what it is said of
 */
record Passage(List<Prose> prose, List<Formula> formulas) {

  private static final Passage EMPTY = new Passage(List.empty(), List.empty());

  /** The passages of some blocks, in their order. */
  static List<Passage> in(List<Block> blocks, Predicate<Formula> ownPassage) {
    return blocks
        .foldLeft(
            List.of(EMPTY),
            (done, block) ->
                switch (block) {
                  case Prose prose ->
                      done.head().formulas().isEmpty()
                          ? done.tail().prepend(done.head().with(prose))
                          : done.prepend(EMPTY.with(prose));
                  case Formula formula ->
                      done.head().takes(formula, ownPassage)
                          ? done.tail().prepend(done.head().with(formula))
                          : done.prepend(EMPTY.with(formula));
                  case SpecModule.Rule rule -> done;
                })
        .reverse()
        .reject(EMPTY::equals);
  }

  private Passage with(Prose more) {
    return new Passage(prose.append(more), formulas);
  }

  private Passage with(Formula more) {
    return new Passage(prose, formulas.append(more));
  }

  private boolean takes(Formula formula, Predicate<Formula> ownPassage) {
    return formulas.isEmpty()
        ? prose.isEmpty() || !formula.isHead()
        : !prose.isEmpty() && !formula.isHead() && !ownPassage.test(formula);
  }

  /** What its formulas define, in their order. */
  List<Definition> definitions() {
    return formulas.flatMap(SpecModule::definitionsIn);
  }
}
