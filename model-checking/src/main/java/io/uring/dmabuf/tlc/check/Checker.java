package io.uring.dmabuf.tlc.check;

import io.uring.dmabuf.tlc.Interruption;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.SideBySide;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.jvm.Children;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;

/**
 * The check of many models: a JVM each, two side by side where there are two cores, the longest
 * first. Every JVM and temporary folder is gone when it ends, also when it is interrupted.
 */
public final class Checker {

  private final CheckOptions options;
  private final CheckListener listener;
  private final Children children = new Children();

  private Checker(CheckOptions options, CheckListener listener) {
    this.options = options;
    this.listener = listener;
  }

  /**
   * The models that the options choose, or one line about an unusable manifest or an unknown name.
   */
  public static Either<String, List<ModelEntry>> select(CheckOptions options) {
    return Manifest.read(options.home().manifest())
        .flatMap(manifest ->
            options.models().isEmpty()
                ? Either.right(manifest.tier(options.tier()))
                : Either.sequenceRight(options.models().distinct().map(manifest::find))
                    .map(List::ofAll));
  }

  /**
   * Runs and judges the chosen models; one line when the input or the machine does not allow it, or
   * no model could be run. One that cannot be run does not keep the others from running.
   */
  public static Either<String, CheckSummary> check(CheckOptions options, CheckListener listener) {
    return select(options)
        .flatMap(models ->
            RunFolders.below(options.metadir())
                .flatMap(folders -> new Checker(options, listener).check(models, folders)));
  }

  private Either<String, CheckSummary> check(List<ModelEntry> models, RunFolders folders) {
    try (Interruption work = Interruption.during(() -> interrupted(folders))) {
      long start = System.nanoTime();
      return runner()
          .flatMap(process -> runAll(models, folders, process))
          .map(ran ->
              new CheckSummary(
                  inOrder(models, ran.outcomes()),
                  ran.unusable(),
                  options.models().isEmpty() && ran.unusable().isEmpty(),
                  seconds(start)))
          .flatMap(this::update);
    } finally {
      children.killAll();
      folders.close();
    }
  }

  /** The JVM is asked to end while models run: ends them too, and leaves nothing behind. */
  private void interrupted(RunFolders folders) {
    children.killAll();
    folders.close();
    listener.interrupted();
  }

  private Either<String, ModelProcess> runner() {
    return options
        .tla2tools()
        .map(jar -> OtherTlc.of(jar, options, children))
        .getOrElse(() ->
            Either.right(
                options
                    .distributed()
                    .<ModelProcess>map(
                        how -> new DistributedTlc(how, options, children, listener::told))
                    .getOrElse(() -> new ModelJvm(options, children))));
  }

  /**
   * What became of the models.
   *
   * @param outcomes of those that could be run
   * @param unusable a line for each that could not
   */
  private record Ran(List<ModelOutcome> outcomes, List<String> unusable) {
    private static final Ran NONE = new Ran(List.empty(), List.empty());

    Ran with(ModelOutcome outcome) {
      return new Ran(outcomes.append(outcome), unusable);
    }

    Ran with(String line) {
      return new Ran(outcomes, unusable.append(line));
    }

    /** What is known; one line when that is nothing but that a model could not be run. */
    Either<String, Ran> known() {
      return outcomes.isEmpty() && unusable.nonEmpty()
          ? Either.left(unusable.head())
          : Either.right(this);
    }
  }

  private Either<String, Ran> runAll(
      List<ModelEntry> models, RunFolders folders, ModelProcess process) {
    ExecutorService threads = SideBySide.threads();
    CompletionService<ModelOutcome> running = new ExecutorCompletionService<>(threads);
    longestFirst(models).forEach(model -> running.submit(() -> run(model, folders, process)));
    try {
      Ran ran = Ran.NONE;
      for (int i = 0; i < models.size() && !mayEnd(ran); i++) {
        ModelOutcome outcome = next(running);
        if (outcome.result().verdict() instanceof Verdict.Unusable(String reason)) {
          String line = reason + " (" + options.reproduce(outcome.model()) + ")";
          ran = ran.with(line);
          listener.unusable(outcome.model(), line);
        } else {
          ran = ran.with(outcome);
          listener.ended(outcome);
        }
      }
      return ran.known();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Either.left("interrupted");
    } catch (ExecutionException e) {
      return Either.left("a run failed: " + e.getCause());
    } finally {
      children.killAll();
      threads.shutdownNow();
    }
  }

  /** Whether the first model that is not as expected ends the run, and there is one. */
  private boolean mayEnd(Ran ran) {
    return options.failFast()
        && (ran.unusable().nonEmpty() || !ran.outcomes().forAll(ModelOutcome::isClean));
  }

  private ModelOutcome next(CompletionService<ModelOutcome> running)
      throws ExecutionException, InterruptedException {
    try {
      return running.take().get();
    } finally {
      Interruption.awaitEndIfHappened();
    }
  }

  private ModelOutcome run(ModelEntry model, RunFolders folders, ModelProcess process)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    if (children.isClosed()) {
      return ModelOutcome.judge(model, RunResult.unusable("not started"), options, 0);
    }
    listener.started(model);
    Path folder = folders.create(model.name());
    try {
      RunResult result = process.run(model, folder, progress -> listener.working(model, progress));
      return ModelOutcome.judge(model, result, options, seconds(start));
    } finally {
      folders.remove(folder);
    }
  }

  /**
   * The order in which models start: liveness, which is slow a state, counts its states twenty
   * times; unknown counts come first.
   */
  private static List<ModelEntry> longestFirst(List<ModelEntry> models) {
    return models.sortBy(model ->
        -Math.min(model.expectedStates(), Long.MAX_VALUE / 64)
            * (model.kind() == ModelEntry.Kind.LIVENESS ? 20 : 1));
  }

  private static List<ModelOutcome> inOrder(List<ModelEntry> models, List<ModelOutcome> outcomes) {
    return models.flatMap(model -> outcomes.find(outcome -> outcome.model().equals(model)));
  }

  private Either<String, CheckSummary> update(CheckSummary summary) {
    if (!options.update()) {
      return Either.right(summary);
    }
    List<ModelEntry> measured =
        summary
            .outcomes()
            .filter(ModelOutcome::isClean)
            .map(outcome -> outcome.model().measured(outcome.result()));
    return Manifest.read(options.home().manifest())
        .flatMap(m -> m.update(measured))
        .map(changed -> summary);
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
