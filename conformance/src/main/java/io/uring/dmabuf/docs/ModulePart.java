package io.uring.dmabuf.docs;

import io.uring.dmabuf.docs.SpecModule.Block;
import io.uring.dmabuf.docs.SpecModule.Definition;
import io.uring.dmabuf.docs.SpecModule.Formula;
import io.uring.dmabuf.docs.SpecModule.Prose;
import io.uring.dmabuf.docs.SpecModule.Rule;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * A part of a module, between two rules.
 *
 * @param module the module's name
 * @param number its number, from 0
 * @param title its heading: its first sentence, if that is short
 * @param blocks what is in it, without the heading
 */
record ModulePart(String module, int number, String title, List<Block> blocks) {

  private static final int HEADING_LENGTH = 100;

  /** The parts of a module, in their order. */
  static List<ModulePart> of(SpecModule module) {
    List<List<Block>> groups =
        module
            .blocks()
            .foldLeft(
                List.of(List.<Block>empty()),
                (all, block) ->
                    block instanceof Rule
                        ? all.prepend(List.empty())
                        : all.tail().prepend(all.head().append(block)))
            .reverse();
    return groups
        .filter(group -> !group.isEmpty())
        .zipWithIndex()
        .map(t -> part(module.name(), t._2, t._1));
  }

  private static ModulePart part(String module, int number, List<Block> blocks) {
    Option<String> prose =
        Option.of(blocks.head())
            .filter(Prose.class::isInstance)
            .map(block -> ((Prose) block).paragraphs().mkString(" "));
    Option<String> heading =
        prose
            .map(text -> text.split("[.;:]", 2)[0].strip())
            .filter(sentence -> sentence.length() <= HEADING_LENGTH);
    String title = number == 0 ? "Declarations" : heading.getOrElse("Next-state relation");
    boolean nothingElse = number > 0 && prose.contains(title + ".");
    return new ModulePart(module, number, title, nothingElse ? blocks.tail() : blocks);
  }

  /** Its anchor. */
  String id() {
    return module + "-" + number;
  }

  /** What it defines, in its order. */
  List<Definition> definitions() {
    return blocks
        .filter(Formula.class::isInstance)
        .flatMap(block -> SpecModule.definitionsIn((Formula) block));
  }
}
