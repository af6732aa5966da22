package io.uring.dmabuf.guards;

import io.vavr.collection.List;
import io.vavr.control.Option;
import java.nio.file.Path;

/**
 * A guard of an action: a conjunct that says nothing about the next state.
 *
 * @param module the module that defines the action
 * @param component the target of models that the module belongs to: a module that a target's module
 *     extends belongs to that target
 * @param step the action
 * @param number which of the action's guards, from 1
 * @param file the module's file
 * @param text the formula, on one line
 * @param region what its removal replaces
 * @param replacement what it puts there
 * @param bound why it cannot be removed, for a guard that only models use
 */
public record SpecGuard(
    String module,
    String component,
    String step,
    int number,
    Path file,
    String text,
    Region region,
    String replacement,
    Option<String> bound)
    implements Mutation {

  /**
   * A stretch of a text, both ends included.
   *
   * @param line its first line, from 1
   * @param column its first column in that line, from 1
   * @param endLine its last line
   * @param endColumn its last column in that line
   */
  public record Region(int line, int column, int endLine, int endColumn) {

    /** The text in this region, on one line. */
    public String of(List<String> lines) {
      return lines
          .subSequence(line - 1, endLine)
          .zipWithIndex()
          .map(t ->
              t._1.substring(
                  t._2 == 0 ? column - 1 : 0, t._2 == endLine - line ? endColumn : t._1.length()))
          .map(String::strip)
          .mkString(" ");
    }

    /**
     * A text with something else in this region. It keeps its number of lines, and what follows in
     * the last line keeps its column, unless it is longer than what it replaces.
     */
    public String replaced(String source, String replacement) {
      List<String> lines = List.of(source.split("\n", -1));
      int width = endLine == line ? endColumn - column + 1 : 0;
      String first =
          lines.get(line - 1).substring(0, column - 1)
              + replacement
              + " ".repeat(Math.max(0, width - replacement.length()));
      String rest = lines.get(endLine - 1).substring(endColumn);
      List<String> changed =
          line == endLine
              ? List.of(first + rest)
              : List.of(first)
                  .appendAll(List.fill(endLine - line - 1, ""))
                  .append(" ".repeat(endColumn) + rest);
      return lines
          .take(line - 1)
          .appendAll(changed.map(String::stripTrailing))
          .appendAll(lines.drop(endLine))
          .mkString("\n");
    }
  }

  @Override
  public String id() {
    return "spec:" + module + "." + step + "." + number;
  }

  @Override
  public String where(Path root) {
    return Mutation.where(root, file, region.line());
  }

  /** The module without this guard: as many lines, and the same columns behind it. */
  public String without(String source) {
    return region.replaced(source, replacement);
  }
}
