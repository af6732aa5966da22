package io.uring.dmabuf.tlc.check;

import io.vavr.Tuple2;
import io.vavr.collection.List;

/**
 * All outcomes of a check, in the order of the manifest, and their sums. The percentage is that of
 * the transitions of the replayed models.
 *
 * @param outcomes one a model that could be run
 * @param unusable a line for each model that could not
 * @param wholeTier whether these are all models of a tier, which together must take every action
 * @param seconds wall time of the whole check
 */
public record CheckSummary(
    List<ModelOutcome> outcomes, List<String> unusable, boolean wholeTier, double seconds) {

  /** Distinct states of all models. */
  public long distinct() {
    return outcomes.map(o -> o.result().distinct()).sum().longValue();
  }

  /** Generated states of all models. */
  public long generated() {
    return outcomes.map(o -> o.result().generated()).sum().longValue();
  }

  /** Transitions of the models whose transitions are to be replayed. */
  public long transitions() {
    return outcomes
        .filter(ModelOutcome::replayed)
        .map(o -> o.result().transitions())
        .sum()
        .longValue();
  }

  /** Transitions that were replayed. */
  public long replayed() {
    return outcomes
        .filter(ModelOutcome::replayed)
        .map(o -> o.result().replayed())
        .sum()
        .longValue();
  }

  /** Differences between specification and implementation. */
  public long divergences() {
    return outcomes.map(o -> o.result().divergences()).sum().longValue();
  }

  /** Whether every model ended as the manifest says, and a whole tier took every action. */
  public boolean isClean() {
    return outcomes.forAll(ModelOutcome::isClean) && neverTaken().isEmpty();
  }

  /**
   * One line for each implementation some of whose actions no replayed model takes, in a whole
   * tier: a model is free to leave actions out, all together are not.
   */
  public List<String> neverTaken() {
    return wholeTier
        ? outcomes
            .filter(ModelOutcome::replayed)
            .groupBy(outcome -> outcome.model().target().get())
            .mapValues(CheckSummary::neverTaken)
            .filterValues(List::nonEmpty)
            .toList()
            .sortBy(t -> t._1)
            .map(t -> t._1 + ": no model of the tier takes " + t._2.mkString(", "))
        : List.empty();
  }

  private static List<String> neverTaken(List<ModelOutcome> outcomes) {
    return outcomes
        .flatMap(outcome -> outcome.result().actions())
        .groupBy(Tuple2::_1)
        .filterValues(counts -> counts.forAll(count -> count._2 == 0))
        .keySet()
        .toList()
        .sorted();
  }

  /**
   * How much of the transitions was replayed, such as {@code 100%}; less than all never rounds up
   * to it.
   */
  public String percentage() {
    if (transitions() == 0) {
      return "none to replay";
    }
    return replayed() == transitions()
        ? "100%"
        : String.format("%.2f%%", Math.floor(10_000.0 * replayed() / transitions()) / 100);
  }

  /** The last line of a check. */
  public String lastLine() {
    return String.format(
        "check: %d models, %d distinct states, %d transitions replayed (%s), %d divergences",
        outcomes.size(), distinct(), replayed(), percentage(), divergences());
  }
}
