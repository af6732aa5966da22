package io.uring.dmabuf.tlc.check;

import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.Verdict;
import io.vavr.collection.List;
import java.util.Locale;

/** The table of a check for a terminal, one row a model. */
public final class CheckTable {

  private static final List<String> ABOVE = List.of("", "", "", "", "", "transitions", "Java", "");
  private static final List<String> HEADER =
      List.of("model", "kind", "verdict", "distinct", "generated", "replayed", "diverg.", "sec.");
  private static final int LEFT_ALIGNED = 3;

  private CheckTable() {}

  /**
   * The lines of the table: two of header, a rule, the rows. On a terminal that is too narrow for
   * it, several lines a row.
   *
   * @param width the columns of the terminal
   */
  public static List<String> lines(List<ModelOutcome> outcomes, int width) {
    List<List<String>> rows = outcomes.map(CheckTable::row);
    List<Integer> widths = widths(rows, width);
    if (widths.sum().intValue() + widths.size() - 1 > width) {
      return NarrowTable.lines(
          ABOVE.zipWith(HEADER, (above, below) -> (above + " " + below).strip()), rows, width);
    }
    return List.of(ABOVE, HEADER)
        .flatMap(cells -> line(cells, widths))
        .append("-".repeat(widths.sum().intValue() + widths.size() - 1))
        .appendAll(rows.flatMap(cells -> line(cells, widths)));
  }

  private static List<String> row(ModelOutcome outcome) {
    RunResult result = outcome.result();
    return List.of(
        outcome.model().name(),
        outcome.model().kind().name().toLowerCase(Locale.ROOT),
        verdict(outcome),
        String.valueOf(result.distinct()),
        String.valueOf(result.generated()),
        outcome.replayed() ? String.valueOf(result.replayed()) : "-",
        outcome.replayed() ? String.valueOf(result.divergences()) : "-",
        String.format(Locale.ROOT, "%.1f", outcome.seconds()));
  }

  /** One word; what is behind it is printed below the table. */
  private static String verdict(ModelOutcome outcome) {
    String found =
        switch (outcome.result().verdict()) {
          case Verdict.Pass pass -> "pass";
          case Verdict.Violates violates -> "violates";
          case Verdict.Stopped stopped -> stopped.why();
          case Verdict.Unusable unusable -> "unusable";
        };
    return outcome.isClean()
        ? found
        : found.equals("pass") ? "FAIL" : found.toUpperCase(Locale.ROOT);
  }

  private static List<Integer> widths(List<List<String>> rows, int width) {
    List<Integer> natural =
        rows.prepend(HEADER)
            .prepend(ABOVE)
            .map(cells -> cells.map(String::length))
            .reduce((a, b) -> a.zipWith(b, Math::max));
    int others = natural.tail().sum().intValue() + natural.size() - 1;
    return natural.tail().prepend(Math.min(natural.head(), Math.max(5, width - others)));
  }

  /** One line; a name that does not fit has a line of its own. */
  private static List<String> line(List<String> cells, List<Integer> widths) {
    if (cells.head().length() > widths.head()) {
      return line(cells.tail().prepend(""), widths).prepend(cells.head());
    }
    return List.of(
        cells
            .zip(widths)
            .zipWithIndex()
            .map(t -> pad(t._1._1, t._1._2, t._2 < LEFT_ALIGNED))
            .mkString(" ")
            .stripTrailing());
  }

  private static String pad(String cell, int width, boolean left) {
    String blanks = " ".repeat(Math.max(0, width - cell.length()));
    return left ? cell + blanks : blanks + cell;
  }
}
