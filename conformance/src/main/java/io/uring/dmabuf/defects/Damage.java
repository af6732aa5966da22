package io.uring.dmabuf.defects;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.scenario.Scenario;
import io.uring.dmabuf.scenario.ScenarioRun;
import io.uring.dmabuf.scenario.ScenarioRun.Verdict;
import io.uring.dmabuf.scenario.ScenarioTables;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.models.ModelEntry.Twin;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;

/**
 * What a mistake does to a user: a scenario of the tour on a machine that makes it.
 *
 * @param scenario the file, below the root of the repository
 * @param deviation the mistake
 * @param run how the scenario ends
 * @param without how it ends on a machine that makes only the mistake before it, or none
 */
public record Damage(Path scenario, String deviation, ScenarioRun run, ScenarioRun without) {

  /** What a twin does to its scenario, or one line that says why it cannot be carried out. */
  static Either<String, Damage> of(Path root, Twin twin, String scenario) {
    Path file = Path.of(ScenarioTables.TOUR, scenario + ".scenario");
    return Scenario.read(root.resolve(file))
        .flatMap(tour ->
            Targets.before(twin.deviation())
                .map(design -> run(tour, design))
                .flatMap(without ->
                    Targets.wrong(twin.deviation())
                        .map(wrong ->
                            new Damage(file, twin.deviation(), run(tour, wrong), without))));
  }

  private static ScenarioRun run(Scenario scenario, Design design) {
    return ScenarioRun.beside(scenario, design, line -> {}, carried -> Option.none());
  }

  /** Whether it is the mistake that makes the scenario go wrong. */
  public boolean isDone() {
    return run.verdict() == Verdict.FAILED && !run.message().equals(without.message());
  }
}
