package io.uring.dmabuf.explore;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.replay.PathBuilder;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.replay.StepIndex;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.Measured;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.models.ModelEntry.Kind;
import io.uring.dmabuf.tlc.run.Progress;
import io.uring.dmabuf.tlc.run.SpecLoader;
import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.uring.dmabuf.tlc.trace.Trace;
import io.uring.dmabuf.tlc.trace.TracePrinter;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.PrintStream;
import java.util.function.Consumer;

/**
 * The exploration of one model of the manifest in this JVM. TLC loads the model, for its constants
 * alone; its statics allow no second one.
 */
public final class ModelExploration {
  private final Home home;
  private final ModelEntry model;
  private final ExploreSettings settings;
  private final Consumer<Progress> progress;
  private long shown = System.nanoTime();
  private long distinctBefore;

  private ModelExploration(
      Home home, ModelEntry model, ExploreSettings settings, Consumer<Progress> progress) {
    this.home = home;
    this.model = model;
    this.settings = settings;
    this.progress = progress;
  }

  /** Whether a model can be explored: its transitions are replayed on steps, not on functions. */
  public static boolean isPossible(ModelEntry model) {
    return model.isReplayed() && model.kind() != Kind.DATA;
  }

  /** Whether the implementation can make the mistake of a defect, step by step. */
  public static boolean isPossibleAsTwin(ModelEntry model) {
    return model.twin().isDefined()
        && model.target().isDefined()
        && (model.kind() == Kind.SAFETY || model.kind() == Kind.REFINEMENT);
  }

  /** The target of a model, or one line that says why there is none. */
  public static Either<String, ReplayTarget<?>> target(
      Home home, ModelEntry model, Design design, PrintStream log) {
    return isPossible(model) || isPossibleAsTwin(model)
        ? SpecLoader.load(home, model, log).flatMap(tool -> Targets.of(model, tool, design))
        : Either.left(model.name() + ": has no list of steps to explore");
  }

  /**
   * Explores a model.
   *
   * @param design the design that the implementation follows
   * @param log what TLC prints when it loads the model
   */
  public static RunResult run(
      Home home,
      ModelEntry model,
      Design design,
      ExploreSettings settings,
      Consumer<Progress> progress,
      PrintStream log) {
    ModelExploration exploration = new ModelExploration(home, model, settings, progress);
    return target(home, model, design, log).fold(RunResult::unusable, exploration::explored);
  }

  private <S> RunResult explored(ReplayTarget<S> target) {
    Exploration found = Explorer.explore(target, settings, this::show);
    return new RunResult(
        found.finding().map(this::verdict).getOrElse(new Verdict.Pass()),
        found.distinct(),
        found.transitions() + 1 + model.repeated(),
        0,
        found.transitions(),
        0,
        0,
        found.taken(),
        0,
        0,
        found.finding().flatMap(finding -> failure(target, finding)).toList(),
        Measured.of(found.seconds(), found.depth()).withReplay(model.repeated(), found.pairs()));
  }

  private void show(Explorer.Extent extent) {
    long now = System.nanoTime();
    long period = now - shown;
    if (period > 2_000_000_000L) {
      long rate = (extent.distinct() - distinctBefore) * 1_000_000_000L / period;
      shown = now;
      distinctBefore = extent.distinct();
      progress.accept(
          new Progress(extent.distinct(), extent.transitions() + 1, extent.waiting(), rate, 0, 0));
    }
  }

  private Verdict verdict(Finding finding) {
    return switch (finding) {
      case Finding.Broken broken -> new Verdict.Violates(broken.law());
      case Finding.Threw threw -> new Verdict.Stopped("throws");
      case Finding.NoAnswer none -> new Verdict.Unusable(model.name() + ": " + none.why());
    };
  }

  private <S> Option<Failure> failure(ReplayTarget<S> target, Finding finding) {
    StepIndex<S> steps = new StepIndex<>(target.steps());
    PathBuilder<S> paths = new PathBuilder<>(target, steps);
    return switch (finding) {
      case Finding.Broken(String law, String what, List<Integer> path) ->
          Option.some(
              failure(
                  Failure.Kind.VIOLATION,
                  law + " is broken: " + what,
                  paths.trace(path, Option.none())));
      case Finding.Threw(String what, List<Integer> path, int step) -> {
        Option<ActionLabel> label = Option.when(step >= 0, () -> steps.label(step));
        yield Option.some(failure(Failure.Kind.AUDIT, what, paths.trace(path, label)));
      }
      case Finding.NoAnswer none -> Option.none();
    };
  }

  private Failure failure(Failure.Kind kind, String headline, Trace trace) {
    TracePrinter printer = new TracePrinter(SpecIndex.of(home.library()).preferring(model));
    return new Failure(kind, headline, printer.text(headline, trace));
  }
}
