package io.uring.dmabuf.oracle;

import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.targets.ModelConstants;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.uring.dmabuf.tlc.trace.Trace;
import io.uring.dmabuf.tlc.trace.TracePrinter;
import io.uring.dmabuf.told.Told;
import io.vavr.Tuple2;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.PrintStream;
import java.nio.file.Path;
import tlc2.tool.TLCState;

/**
 * The replay of a saved run: the same steps of the same design, each judged by TLC's evaluator and
 * audited.
 *
 * @param finding what is wrong with the run, if anything
 * @param steps how many steps were taken
 * @param text the steps as columns per actor with what each changed, and the finding
 * @param told what the steps told
 */
public record RunReplay(Option<Finding> finding, int steps, String text, List<Told> told) {

  /**
   * Replays the run in a file, or says in one line why that is not possible.
   *
   * @param home where modules and configurations are
   * @param path the file
   * @param log what TLC prints
   */
  public static Either<String, RunReplay> of(Home home, Path path, PrintStream log) {
    return Manifest.read(home.manifest())
        .flatMap(models -> RunFile.read(path, models))
        .flatMap(file ->
            Targets.design(file.options())
                .mapLeft(reason -> RunFile.at(path.toString(), 1, reason))
                .flatMap(design ->
                    StepOracle.load(home, file.model(), log)
                        .flatMap(oracle ->
                            Targets.of(file.model(), oracle.tool(), design)
                                .flatMap(target -> replay(home, path, file, target, oracle)))));
  }

  private static <S> Either<String, RunReplay> replay(
      Home home, Path path, RunFile file, ReplayTarget<S> target, StepOracle oracle) {
    Universe<S> universe = new Universe<>(target);
    java.util.Map<String, ActionLabel> labels = new java.util.HashMap<>();
    for (int i = 0; i < universe.size(); i++) {
      labels.put(universe.label(i).toString(), universe.label(i));
    }
    Option<Tuple2<Integer, String>> unknown = file.steps().find(t -> !labels.containsKey(t._2));
    if (unknown.isDefined()) {
      return Either.left(
          RunFile.at(
              path.toString(),
              unknown.get()._1,
              "no step of " + target.getClass().getSimpleName() + ": " + unknown.get()._2));
    }
    List<ActionLabel> steps = file.steps().map(t -> labels.get(t._2));
    RandomRun run =
        RandomRun.of(steps, universe, new Referee<>(universe, oracle, Sampling.everyStep()));
    int taken = run.steps().size();
    if (run.finding().isEmpty() && taken < steps.size()) {
      int first = steps.zip(run.steps()).takeWhile(t -> t._1.equals(t._2)).size();
      return Either.left(
          RunFile.at(
              path.toString(),
              file.steps().get(first)._1,
              "the implementation refuses " + steps.get(first) + " here"));
    }
    return Either.right(
        new RunReplay(
            run.finding(),
            taken,
            text(home, file, universe, oracle, run),
            told(file, universe, oracle, run.steps())));
  }

  private static <S> List<Told> told(
      RunFile file, Universe<S> universe, StepOracle oracle, List<ActionLabel> steps) {
    RunEvents events = new RunEvents(file.model().target().get(), ModelConstants.of(oracle.tool()));
    List<Told> told = List.empty();
    S state = universe.target().initial();
    int number = 0;
    for (ActionLabel label : steps) {
      S next = universe.take(label, state);
      if (next != null) {
        told = told.appendAll(events.of(++number, label, state, next));
        state = next;
      }
    }
    return told;
  }

  private static <S> String text(
      Home home, RunFile file, Universe<S> universe, StepOracle oracle, RandomRun run) {
    String headline =
        file.model().name()
            + ": "
            + run.finding()
                .map(
                    f -> "step " + run.steps().size() + ", " + run.steps().last() + ": " + f.text())
                .getOrElse(run.steps().size() + " steps, nothing wrong");
    return new TracePrinter(SpecIndex.of(home.library()).preferring(file.model()))
        .text(headline, trace(universe, oracle, run.steps()));
  }

  /** The steps with what each changes in the specification's variables, from the implementation. */
  private static <S> Trace trace(Universe<S> universe, StepOracle oracle, List<ActionLabel> steps) {
    StateAbstraction<S> abstraction = new StateAbstraction<>(universe.target());
    S state = universe.target().initial();
    TLCState before = abstraction.of(state);
    List<Trace.Step> shown = List.empty();
    for (ActionLabel label : steps) {
      S next = universe.take(label, state);
      TLCState after = next == null ? before : shownAfter(abstraction, state, before, next);
      shown = shown.prepend(Trace.step(oracle.action(label), before, after));
      state = next == null ? state : next;
      before = after;
    }
    return new Trace(LinkedHashMap.empty(), shown.reverse(), Option.none());
  }

  /** The state after a step; the one before it where the abstraction has no value for it. */
  private static <S> TLCState shownAfter(
      StateAbstraction<S> abstraction, S state, TLCState before, S next) {
    try {
      return abstraction.after(state, before, next);
    } catch (RuntimeException meaningless) {
      return before;
    }
  }
}
