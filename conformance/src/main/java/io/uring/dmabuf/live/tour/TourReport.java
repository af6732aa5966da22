package io.uring.dmabuf.live.tour;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.tour.TourOnKernel.Outcome;
import io.uring.dmabuf.scenario.Scenario;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.Vector;

/**
 * How scenarios went on the machine and on the running kernel.
 *
 * @param outcomes of each, by its name
 */
public record TourReport(Vector<Tuple2<String, Outcome>> outcomes) {

  /** Carries out scenarios on both. */
  public static TourReport of(Vector<Scenario> scenarios) {
    TourAbilities abilities = TourAbilities.probe();
    return new TourReport(
        scenarios.map(scenario ->
            Tuple.of(scenario.name(), TourOnKernel.run(scenario, Design.intended(), abilities))));
  }

  /** The names of those that were carried out. */
  public Vector<String> ran() {
    return outcomes.filter(o -> !(o._2 instanceof Outcome.Skipped)).map(Tuple2::_1);
  }

  /** One line for each that differs, or cannot be carried out as it is written. */
  public Vector<String> mismatches() {
    return outcomes.flatMap(o ->
        switch (o._2) {
          case Outcome.Differs(String message) -> Vector.of(message);
          case Outcome.Unusable(String message) -> Vector.of(message);
          case Outcome.Agrees _, Outcome.Skipped _ -> Vector.<String>empty();
        });
  }

  /** How many values were compared. */
  public int values() {
    return outcomes
        .map(o -> o._2 instanceof Outcome.Agrees(int values) ? values : 0)
        .sum()
        .intValue();
  }

  /** How many were skipped for each reason, the most frequent first. */
  public Vector<String> skipped() {
    return outcomes
        .flatMap(o ->
            o._2 instanceof Outcome.Skipped(String reason)
                ? Vector.of(reason)
                : Vector.<String>empty())
        .groupBy(reason -> reason)
        .toVector()
        .sortBy(group -> -group._2.size())
        .map(group -> "%d as %s".formatted(group._2.size(), group._1));
  }
}
