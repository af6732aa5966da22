package io.uring.dmabuf.defects;

import com.fasterxml.jackson.databind.JsonNode;
import io.uring.dmabuf.explore.ModelExploration;
import io.uring.dmabuf.tlc.FileTree;
import io.uring.dmabuf.tlc.FileTrouble;
import io.uring.dmabuf.tlc.Interruption;
import io.uring.dmabuf.tlc.JsonFile;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
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
    return run(defects, options, defect -> Either.right(Option.none()));
  }

  /** The same, each with the trace that TLC found: through a folder that is gone afterwards. */
  public Either<String, List<DefectRow>> traced(List<ModelEntry> defects) {
    try {
      Path folder = Files.createTempDirectory("dmabuf-rw-");
      try (Interruption interrupted = Interruption.during(() -> FileTree.delete(folder))) {
        return run(defects, options.writingTraces(folder), defect -> trace(folder, defect));
      } finally {
        FileTree.delete(folder);
      }
    } catch (IOException e) {
      return Either.left("temporary folder: " + FileTrouble.of(e));
    }
  }

  /** None of a defect that broke nothing. */
  private static Either<String, Option<JsonNode>> trace(Path folder, ModelEntry defect) {
    Path file = folder.resolve(defect.name() + ".json");
    return Files.exists(file) ? JsonFile.read(file).map(Option::some) : Either.right(Option.none());
  }

  private Either<String, List<DefectRow>> run(
      List<ModelEntry> defects,
      CheckOptions how,
      Function<ModelEntry, Either<String, Option<JsonNode>>> traces) {
    return outcomes(defects, how)
        .flatMap(tlc ->
            outcomes(
                    defects.filter(ModelExploration::isPossibleAsTwin),
                    options.launchedBy(explorer))
                .flatMap(explored ->
                    Either.sequenceRight(
                            defects.map(defect -> row(defect, tlc, explored, traces.apply(defect))))
                        .map(List::ofAll)));
  }

  private Either<String, DefectRow> row(
      ModelEntry defect,
      Map<String, ModelOutcome> tlc,
      Map<String, ModelOutcome> explored,
      Either<String, Option<JsonNode>> trace) {
    return damage(defect)
        .flatMap(done ->
            trace.map(steps ->
                new DefectRow(
                    tlc.get(defect.name()).get(), steps, explored.get(defect.name()), done)));
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
