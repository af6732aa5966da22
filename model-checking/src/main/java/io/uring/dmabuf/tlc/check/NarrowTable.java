package io.uring.dmabuf.tlc.check;

import io.vavr.collection.List;

/**
 * A table for a terminal that is too narrow for it: each row is a line with its first cell, and
 * below it the others behind the headers of their columns, as many a line as there is room for.
 */
public final class NarrowTable {
  private static final String INDENT = "  ";

  private NarrowTable() {}

  /**
   * The lines.
   *
   * @param header the headers of the columns
   * @param rows the cells
   * @param width the columns of the terminal
   */
  public static List<String> lines(List<String> header, List<List<String>> rows, int width) {
    return rows.flatMap(row ->
        header
            .tail()
            .zipWith(row.tail(), (name, cell) -> name + " " + cell)
            .foldLeft(List.<String>empty(), (lines, next) -> with(lines, next, width))
            .append(row.head())
            .reverse());
  }

  /** The lines, the last one first, and one more cell in the last one or behind it. */
  private static List<String> with(List<String> lines, String cell, int width) {
    return lines
        .headOption()
        .map(line -> line + ", " + cell)
        .filter(line -> line.length() <= width)
        .map(line -> lines.tail().prepend(line))
        .getOrElse(() -> lines.prepend(INDENT + cell));
  }
}
