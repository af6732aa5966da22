package io.uring.dmabuf.explore;

import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.check.ModelOutcome;
import io.uring.dmabuf.tlc.check.NarrowTable;
import io.vavr.collection.List;
import io.vavr.control.Option;
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
    List<String> rows =
        width < WIDTH
            ? NarrowTable.lines(HEADER, outcomes.map(outcome -> row(outcome, outcomes)), width)
            : List.of(line(HEADER), "-".repeat(line(HEADER).length()))
                .appendAll(outcomes.map(outcome -> line(row(outcome, outcomes))));
    return rows.appendAll(outcomes.flatMap(outcome -> news(outcome, outcomes)));
  }

  /** Which steps a model takes with raised bounds, and not as it is. */
  private static Option<String> news(ModelOutcome outcome, List<ModelOutcome> all) {
    return unraised(outcome, all)
        .map(was -> taken(outcome).removeAll(taken(was)))
        .filter(List::nonEmpty)
        .map(steps -> outcome.model().name() + " takes also " + steps.mkString(", "));
  }

  /** The model as it is of one with raised bounds, if it was explored, too. */
  private static Option<ModelOutcome> unraised(ModelOutcome outcome, List<ModelOutcome> all) {
    return outcome
        .model()
        .base()
        .filter(base -> outcome.model().raised().isDefined())
        .flatMap(base -> all.find(other -> other.model().name().equals(base)));
  }

  private static List<String> taken(ModelOutcome outcome) {
    return outcome.result().actions().filterValues(count -> count > 0).keySet().toList().sorted();
  }

  private static String line(List<String> cells) {
    return ROW.formatted(cells.toJavaArray());
  }

  /** A model with raised bounds stands below the model itself, by its bounds alone. */
  private static List<String> row(ModelOutcome outcome, List<ModelOutcome> all) {
    RunResult result = outcome.result();
    double seconds = result.measured().seconds();
    return List.of(
        unraised(outcome, all)
            .flatMap(model -> outcome.model().raised().map(bounds -> "  " + bounds))
            .getOrElse(outcome.model().name()),
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
      case Verdict.Pass pass when outcome.isClean() && outcome.model().raised().isDefined() ->
          "holds";
      case Verdict.Pass pass -> outcome.isClean() ? "equal" : "DIFFERS";
      case Verdict.Violates violates -> "VIOLATES";
      case Verdict.Stopped stopped -> stopped.why().toUpperCase(Locale.ROOT);
      case Verdict.Unusable unusable -> "unusable";
    };
  }

  /**
   * The last lines of an exploration. States are told apart by a digest of {@value Reached#DIGEST}
   * bits, as good as drawn at random: of n states two have the same one with a probability of n
   * squared over twice the number of digests.
   */
  public static List<String> lastLines(List<ModelOutcome> outcomes) {
    double most = outcomes.map(outcome -> outcome.result().distinct()).max().getOrElse(0L);
    return List.of(
        String.format(
            Locale.ROOT,
            "two states taken for one: probability about %.0e (largest model, %d bits)",
            most * most / 2 / Math.pow(2, Reached.DIGEST),
            Reached.DIGEST),
        counts(outcomes));
  }

  private static String counts(List<ModelOutcome> outcomes) {
    return String.format(
        Locale.ROOT,
        "explore: %d models, %d distinct states, %d transitions, %d differ",
        outcomes.size(),
        outcomes.map(outcome -> outcome.result().distinct()).sum().longValue(),
        outcomes.map(outcome -> outcome.result().transitions()).sum().longValue(),
        outcomes.count(outcome -> !outcome.isClean()));
  }
}
