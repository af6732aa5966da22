package io.uring.dmabuf.oracle;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.system.CompletionSteps;
import io.uring.dmabuf.system.DeferredSteps;
import io.uring.dmabuf.system.DeviceSteps;
import io.uring.dmabuf.system.ResettingSteps;
import io.uring.dmabuf.system.SubmissionSteps;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The model of the random runs, loaded once: a JVM can load one model, so no other test of this
 * package's JVM may load another.
 */
final class Large {
  static final Manifest MODELS =
      Manifest.read(Home.current().manifest()).getOrElseThrow(reason -> new AssertionError(reason));

  static final ModelEntry MODEL =
      MODELS.find("large").getOrElseThrow(reason -> new AssertionError(reason));

  private static final List<String> NEVER =
      List.<Step<?, ?>>of(
              DeviceSteps.ANSWER_DNR,
              CompletionSteps.RETRY,
              ResettingSteps.TIMEOUT,
              ResettingSteps.RESET_CTRL,
              ResettingSteps.QUIESCE,
              ResettingSteps.DISABLE,
              ResettingSteps.CANCEL,
              ResettingSteps.INIT_QUEUE,
              ResettingSteps.UNQUIESCE,
              ResettingSteps.UNFREEZE,
              ResettingSteps.UNQUIESCE_TO_FAIL,
              ResettingSteps.MARK_DEAD,
              ResettingSteps.DISPATCH_FAILS,
              SubmissionSteps.INLINE_NOT_ENTERED,
              DeferredSteps.WORKER_NOT_ENTERED)
          .map(Step::action);

  private static final Large LOADED = new Large();

  private final StepOracle oracle;
  private final Universe<?> intended;
  private final StepPicker picker;

  private Large() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    oracle =
        StepOracle.load(Home.current(), MODEL, nowhere)
            .getOrElseThrow(reason -> new AssertionError(reason));
    intended = universe(oracle, Design.intended());
    picker = new StepPicker(List.range(0, intended.size()).map(intended::label));
  }

  private static Universe<?> universe(StepOracle oracle, Design design) {
    ReplayTarget<?> target =
        Targets.of(MODEL, oracle.tool(), design)
            .getOrElseThrow(reason -> new AssertionError(reason));
    return new Universe<>(target);
  }

  static StepOracle oracle() {
    return LOADED.oracle;
  }

  /** The steps of the intended design. */
  static Universe<?> intended() {
    return LOADED.intended;
  }

  /**
   * The names of the steps that its bounds allow: nothing is tried again, no controller reset or
   * lost.
   */
  static Set<String> actions() {
    return LOADED.intended.actions().removeAll(NEVER);
  }

  static StepPicker picker() {
    return LOADED.picker;
  }

  /** The steps of a design with one wrong decision. */
  static Universe<?> deviating(String deviation) {
    return universe(
        LOADED.oracle,
        Targets.design(options(deviation)).getOrElseThrow(reason -> new AssertionError(reason)));
  }

  static Map<String, String> options(String deviation) {
    return HashMap.of(Targets.DEVIATION, deviation);
  }

  /** Makes a failing run short, saves it, and tells what to do with it. */
  static <S> Path save(
      String name,
      RandomRun failing,
      Map<String, String> options,
      String seed,
      Universe<S> universe) {
    RandomRun shortest = shrunk(failing, universe);
    Path file = Home.current().root().resolve(RunFile.FOLDER).resolve(name + ".run");
    return RunFile.of(MODEL, options, seed, shortest).write(file).get();
  }

  /** The shortest run that fails by the same check. */
  static <S> RandomRun shrunk(RandomRun failing, Universe<S> universe) {
    Sampling sampling =
        switch (failing.finding().get().kind()) {
          case AUDIT, THROWN -> Sampling.auditOnly();
          case ENABLED -> new Sampling(true, 1, 0);
          default -> Sampling.everyStep();
        };
    return Shrinker.shrink(
        failing,
        steps -> RandomRun.of(steps, universe, new Referee<>(universe, oracle(), sampling)));
  }
}
