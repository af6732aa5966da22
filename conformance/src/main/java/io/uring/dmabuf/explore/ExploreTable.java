package io.uring.dmabuf.explore;

import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.check.ModelOutcome;
import io.uring.dmabuf.tlc.check.NarrowTable;
import io.vavr.collection.List;
import java.util.Locale;

/**
 * The table of explorations for a terminal, one row a model, at most 80 columns. Its seconds are
 * those of the exploration, without the start of a JVM and the loading of the model.
 */
public final class ExploreTable {
  private static final List<String> HEADER =
      List.of("model", "verdict", "distinct", "generated", "depth", "sec.", "states/s");
  private static final String ROW = "%-26s %-8s %9s %10s %6s %7s %8s";
  private static final int WIDTH = 80;

  private ExploreTable() {}

  /**
   * The lines: a header, a rule, the rows; several lines a row on a terminal that is too narrow.
   *
   * @param width the columns of the terminal
   */
  public static List<String> lines(List<ModelOutcome> outcomes, int width) {
    List<List<String>> rows = outcomes.map(ExploreTable::row);
    return width < WIDTH
        ? NarrowTable.lines(HEADER, rows, width)
        : List.of(line(HEADER), "-".repeat(line(HEADER).length()))
            .appendAll(rows.map(ExploreTable::line));
  }

  private static String line(List<String> cells) {
    return ROW.formatted(cells.toJavaArray());
  }

  private static List<String> row(ModelOutcome outcome) {
    RunResult result = outcome.result();
    double seconds = result.measured().seconds();
    return List.of(
        outcome.model().name(),
        verdict(outcome),
        String.valueOf(result.distinct()),
        String.valueOf(result.generated()),
        String.valueOf(result.measured().depth()),
        String.format(Locale.ROOT, "%.2f", seconds),
        seconds > 0 ? String.valueOf(Math.round(result.distinct() / seconds)) : "-");
  }

  /** One word; what is behind it is printed below the table. */
  private static String verdict(ModelOutcome outcome) {
    return switch (outcome.result().verdict()) {
      case Verdict.Pass pass -> outcome.isClean() ? "equal" : "DIFFERS";
      case Verdict.Violates violates -> "VIOLATES";
      case Verdict.Stopped stopped -> stopped.why().toUpperCase(Locale.ROOT);
      case Verdict.Unusable unusable -> "unusable";
    };
  }

  /** The last line of an exploration. */
  public static String lastLine(List<ModelOutcome> outcomes) {
    return String.format(
        Locale.ROOT,
        "explore: %d models, %d distinct states, %d transitions, %d differ",
        outcomes.size(),
        outcomes.map(outcome -> outcome.result().distinct()).sum().longValue(),
        outcomes.map(outcome -> outcome.result().transitions()).sum().longValue(),
        outcomes.count(outcome -> !outcome.isClean()));
  }
}
