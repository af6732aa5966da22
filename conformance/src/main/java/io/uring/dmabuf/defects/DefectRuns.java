package io.uring.dmabuf.defects;

import io.uring.dmabuf.explore.ModelExploration;
import io.uring.dmabuf.tlc.check.CheckListener;
import io.uring.dmabuf.tlc.check.CheckOptions;
import io.uring.dmabuf.tlc.check.CheckSummary;
import io.uring.dmabuf.tlc.check.Checker;
import io.uring.dmabuf.tlc.check.ModelOutcome;
import io.uring.dmabuf.tlc.jvm.Launcher;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.models.ModelEntry.Tier;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;
import java.util.function.IntFunction;

/** Runs planted defects in all ways that they have. */
public final class DefectRuns {
  private final CheckOptions options;
  private final Launcher explorer;
  private final IntFunction<CheckListener> listeners;

  /**
   * What is to be run, and how.
   *
   * @param options how TLC is run
   * @param explorer how the implementation explores a model
   * @param listeners who is told of so many runs
   */
  public DefectRuns(CheckOptions options, Launcher explorer, IntFunction<CheckListener> listeners) {
    this.options = options;
    this.explorer = explorer;
    this.listeners = listeners;
  }

  /** What became of them, in their order; or one line when nothing can be said. */
  public Either<String, List<DefectRow>> run(List<ModelEntry> defects) {
    return outcomes(defects, options)
        .flatMap(tlc ->
            outcomes(
                    defects.filter(ModelExploration::isPossibleAsTwin),
                    options.launchedBy(explorer))
                .flatMap(explored -> rows(defects, tlc, explored)));
  }

  private Either<String, List<DefectRow>> rows(
      List<ModelEntry> defects, Map<String, ModelOutcome> tlc, Map<String, ModelOutcome> explored) {
    return Either.sequenceRight(
            defects.map(defect ->
                damage(defect)
                    .map(done ->
                        new DefectRow(
                            tlc.get(defect.name()).get(), explored.get(defect.name()), done))))
        .map(List::ofAll);
  }

  private Either<String, Option<Damage>> damage(ModelEntry defect) {
    Path root = options.home().root();
    return defect
        .twin()
        .flatMap(twin -> twin.scenario().map(scenario -> Damage.of(root, twin, scenario)))
        .map(done -> done.map(Option::some))
        .getOrElse(() -> Either.right(Option.none()));
  }

  private Either<String, Map<String, ModelOutcome>> outcomes(
      List<ModelEntry> defects, CheckOptions how) {
    if (defects.isEmpty()) {
      return Either.right(io.vavr.collection.HashMap.empty());
    }
    CheckOptions chosen = how.choosing(defects.map(ModelEntry::name), Tier.LARGE);
    return Checker.check(chosen, listeners.apply(defects.size())).flatMap(DefectRuns::byName);
  }

  private static Either<String, Map<String, ModelOutcome>> byName(CheckSummary summary) {
    return summary.unusable().nonEmpty()
        ? Either.left(summary.unusable().head())
        : Either.right(summary.outcomes().toMap(o -> o.model().name(), o -> o));
  }
}
