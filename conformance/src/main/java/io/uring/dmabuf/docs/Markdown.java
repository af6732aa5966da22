package io.uring.dmabuf.docs;

import io.vavr.collection.List;
import io.vavr.control.Either;

/** Text between markers in a Markdown file: what is generated, and what it is written into. */
public final class Markdown {

  private Markdown() {}

  /** A text in the letters of a program; empty if the text is. */
  static String code(String text) {
    return text.isEmpty() ? "" : "`" + text.replace("|", "\\|") + "`";
  }

  /** What a program printed, as it printed it. */
  static List<String> preformatted(List<String> lines) {
    return lines.map(line -> line.isEmpty() ? "" : "    " + line);
  }

  /** A row of a table. */
  static String row(List<String> cells) {
    return cells.mkString("| ", " | ", " |");
  }

  /** The two lines above the rows of a table. */
  static List<String> header(List<String> cells) {
    return List.of(row(cells), cells.map(cell -> "---").mkString("|", "|", "|"));
  }

  /**
   * A text with new lines between two of its markers, {@code <!-- begin generated: NAME ... -->}
   * and {@code <!-- end generated -->}.
   *
   * @param text the whole text
   * @param name the name in the marker
   * @param lines what comes between them
   * @return the new text, or one line that says which marker is missing
   */
  public static Either<String, String> replace(String text, String name, List<String> lines) {
    List<String> all = List.of(text.split("\n", -1));
    int begin = all.indexWhere(line -> line.startsWith("<!-- begin generated: " + name + " "));
    int end = all.indexWhere(line -> line.startsWith("<!-- end generated"), begin);
    return begin < 0 || end < 0
        ? Either.left("no markers for " + name)
        : Either.right(
            all.take(begin + 1).appendAll(lines).appendAll(all.drop(end)).mkString("\n"));
  }

  /** The lines between the markers of that name, empty without them. */
  public static List<String> between(String text, String name) {
    return List.of(text.split("\n", -1))
        .dropUntil(line -> line.startsWith("<!-- begin generated: " + name + " "))
        .drop(1)
        .takeUntil(line -> line.startsWith("<!-- end generated"));
  }
}
