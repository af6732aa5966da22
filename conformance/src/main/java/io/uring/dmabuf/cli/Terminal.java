package io.uring.dmabuf.cli;

import io.vavr.control.Option;
import java.io.PrintStream;
import java.util.Map;

/**
 * What standard error is shown on, as the launcher has found out: a JVM itself asks only for
 * standard input and output.
 *
 * @param columns how wide it is
 * @param rewritable whether a line that is there can be written anew
 */
record Terminal(int columns, boolean rewritable) {

  /** The system property with the columns of standard error; absent where it is no terminal. */
  static final String PROPERTY = "dmabuf.columns";

  private static final String CLEAR = "\r\u001b[K";

  /** The system property with the columns of standard output; absent where it is no terminal. */
  static final String OUTPUT = "dmabuf.output.columns";

  private static final int USUAL = 80;
  private static final int LEAST = 20;

  /** The terminal of this JVM. */
  static Terminal ofThisOne() {
    return of(Option.of(System.getProperty(PROPERTY)), System.getenv());
  }

  /**
   * The columns that tables and texts on standard output of this JVM have, at most {@value #USUAL}.
   */
  static int outputColumns() {
    return Math.min(USUAL, columns(Option.of(System.getProperty(OUTPUT))));
  }

  /**
   * A terminal.
   *
   * @param columns how many it has, if it is one; 0 where it does not tell
   * @param environment {@code NO_COLOR} asks for plain text, and {@code TERM} says whether more is
   *     possible
   */
  static Terminal of(Option<String> columns, Map<String, String> environment) {
    boolean plain =
        environment.containsKey("NO_COLOR")
            || environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new Terminal(columns(columns), columns.isDefined() && !plain);
  }

  private static int columns(Option<String> told) {
    return told.filter(text -> text.matches("\\d{1,4}"))
        .map(Integer::parseInt)
        .filter(number -> number >= LEAST)
        .getOrElse(USUAL);
  }

  /** Writes the line that the cursor stands in anew, as far as it can be seen. */
  void rewrite(PrintStream out, String line) {
    out.print(CLEAR + cut(line));
    out.flush();
  }

  /** Takes the line away that the cursor stands in. */
  static void clear(PrintStream out) {
    out.print(CLEAR);
    out.flush();
  }

  /** A line as far as it can be seen; a last column would begin the next line on some terminals. */
  String cut(String line) {
    int width = Math.min(columns, USUAL) - 1;
    return line.length() <= width ? line : line.substring(0, width);
  }
}
