package io.uring.dmabuf.bench;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.explore.Exploration;
import io.uring.dmabuf.explore.ExploreSettings;
import io.uring.dmabuf.explore.Explorer;
import io.uring.dmabuf.explore.ModelExploration;
import io.uring.dmabuf.explore.StateSize;
import io.uring.dmabuf.replay.InMemoryEdges;
import io.uring.dmabuf.replay.ReplayAlone;
import io.uring.dmabuf.replay.ReplayObserver;
import io.uring.dmabuf.replay.ReplaySettings;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.ModelRun;
import io.uring.dmabuf.tlc.run.ObserverFactory;
import io.uring.dmabuf.tlc.run.RunSetup;
import io.uring.dmabuf.tlc.run.TransitionObserver;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tlc2.tool.ITool;

/** One measured run of one model in this JVM; TLC's statics allow no second one. */
public final class ModelMeasurement {
  private static final int PASSES = 9;

  /** The compilers are busy for about so long before the speed is that of a long run. */
  private static final Duration WARM_UP = Duration.ofSeconds(25);

  /** Enough for an exploration, whose bound is a multiple of TLC's time. */
  private static final Duration SHORT_WARM_UP = Duration.ofSeconds(8);

  private static final int SIZED_STATES = 20_000;

  private final Home home;
  private final ModelEntry model;
  private final Path metadir;
  private final PrintStream log;
  private long loaded;
  private @Nullable ReplayTarget<?> target;

  /**
   * A measurement of one model.
   *
   * @param metadir a folder for TLC's own files
   * @param log where TLC prints
   */
  public ModelMeasurement(Home home, ModelEntry model, Path metadir, PrintStream log) {
    this.home = home;
    this.model = model;
    this.metadir = metadir;
    this.log = log;
  }

  /**
   * What TLC explored and how long it took, or one line that says why it did not end as a pass.
   *
   * @param replayed whether every transition is replayed
   */
  public Either<String, ModelTime> time(boolean replayed) {
    return run(replayed ? this::replay : (entry, tool, options) -> plain())
        .map(result -> new ModelTime(result.transitions(), seconds()));
  }

  /** The replay without TLC, on this model's transitions, and the size of its states. */
  public Either<String, AloneResult> alone() {
    InMemoryEdges edges = new InMemoryEdges();
    return run((entry, tool, options) -> record(tool, edges)).flatMap(result -> alone(edges));
  }

  /**
   * The exploration by the implementation alone, on all cores: the middle one of the passes that
   * follow the warm-up.
   */
  public Either<String, ModelTime> explored() {
    return ModelExploration.target(home, model, Design.intended(), log).flatMap(this::explored);
  }

  private <S> Either<String, ModelTime> explored(ReplayTarget<S> explored) {
    long warm = System.nanoTime() + SHORT_WARM_UP.toNanos();
    do {
      explore(explored);
    } while (System.nanoTime() < warm);
    List<Exploration> passes = List.fill(PASSES, () -> explore(explored));
    Exploration middle = passes.sortBy(Exploration::seconds).get(PASSES / 2);
    return middle.finding().isEmpty()
        ? Either.right(new ModelTime(middle.transitions(), middle.seconds()))
        : Either.left(model.name() + ": the exploration ends early");
  }

  private static <S> Exploration explore(ReplayTarget<S> target) {
    return Explorer.explore(target, ExploreSettings.standard(), extent -> {});
  }

  private Either<String, AloneResult> alone(InMemoryEdges edges) {
    ReplayTarget<?> replayed = target;
    if (replayed == null) {
      return Either.left(model.name() + ": has no target");
    }
    ReplayAlone.Rate rate =
        ReplayAlone.rate(edges, replayed, ReplaySettings.standard().beside(model), WARM_UP, PASSES);
    if (rate.failure().isDefined()) {
      return Either.left(model.name() + ": " + rate.failure().get().headline());
    }
    StateSize size = StateSize.of(replayed, SIZED_STATES);
    return Either.right(
        new AloneResult(
            model.name(),
            rate.edges(),
            rate.states(),
            rate.seconds(),
            size.states(),
            size.bytesPerState()));
  }

  private Either<String, RunResult> run(ObserverFactory factory) {
    RunSetup setup =
        new RunSetup(home, factory, HashMap.empty(), false, metadir, Option.none(), p -> {}, log);
    RunResult result = ModelRun.run(model, setup);
    return result.verdict() instanceof Verdict.Pass
        ? Either.right(result)
        : Either.left(
            result.verdict() instanceof Verdict.Unusable(String reason)
                ? reason
                : model.name() + ": ends with " + result.verdict());
  }

  private double seconds() {
    return (System.nanoTime() - loaded) / 1e9;
  }

  /** Starts the clock: TLC has loaded the model. */
  private Either<String, TransitionObserver> plain() {
    loaded = System.nanoTime();
    return Either.right(TransitionObserver.none());
  }

  private Either<String, TransitionObserver> replay(
      ModelEntry entry, ITool tool, Map<String, String> options) {
    loaded = System.nanoTime();
    return Targets.of(entry, tool, Design.intended())
        .map(made -> ReplayObserver.of(entry, made, ReplaySettings.standard()));
  }

  private Either<String, TransitionObserver> record(ITool tool, InMemoryEdges edges) {
    loaded = System.nanoTime();
    return Targets.of(model, tool, Design.intended())
        .map(made -> {
          target = made;
          return edges;
        });
  }
}
