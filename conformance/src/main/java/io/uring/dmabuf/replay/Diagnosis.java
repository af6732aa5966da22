package io.uring.dmabuf.replay;

import io.uring.dmabuf.replay.Divergence.Cause;
import io.uring.dmabuf.replay.Divergence.Difference;
import io.uring.dmabuf.replay.Divergence.HiddenState;
import io.uring.dmabuf.replay.Divergence.Misfit;
import io.uring.dmabuf.replay.Divergence.OutOfBound;
import io.uring.dmabuf.replay.Divergence.Threw;
import io.uring.dmabuf.replay.Divergence.WrongSuccessor;
import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.trace.Trace;
import io.vavr.collection.HashSet;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.control.Option;
import java.util.function.IntFunction;
import tla2sany.semantic.OpDeclNode;
import tlc2.tool.TLCState;
import tlc2.value.IValue;

/**
 * What a report needs once something is wrong: the path to the state in question, computed again
 * from the initial one, and what differs there. Nothing of it runs while all is well.
 *
 * @param <S> the implementation's state
 */
final class Diagnosis<S> {
  private static final int FRAMES_SHOWN = 3;

  /** The frames of the replay's own classes, which a report leaves out. */
  private static final Set<String> REPLAY =
      HashSet.of(ReplayWorker.class, EnabledSteps.class, SuccessorCheck.class, ReplayObserver.class)
          .map(Class::getName);

  private final String model;
  private final ReplayShape<S> shape;
  private final ReplayTarget<S> target;
  private final StateTable<S> table;

  Diagnosis(String model, ReplayShape<S> shape, StateTable<S> table) {
    this.model = model;
    this.shape = shape;
    this.target = shape.target();
    this.table = table;
  }

  /**
   * A divergence at a known state.
   *
   * @param fingerprint the state in question
   * @param step the index of the step that fails there, or -1
   */
  Diverged diverged(Cause cause, long fingerprint, int step, List<Difference> differences) {
    Option<ActionLabel> label = step < 0 ? Option.none() : Option.of(shape.steps().label(step));
    return new Diverged(
        new Divergence(
            model,
            new PathBuilder<>(target, shape.steps()).trace(path(fingerprint), label),
            label,
            cause,
            differences));
  }

  /** The same where nothing differs that could be shown. */
  Diverged diverged(Cause cause, long fingerprint, int step) {
    return diverged(cause, fingerprint, step, List.empty());
  }

  /** Code of the implementation or of its abstraction threw. */
  Divergence threw(String where, Throwable thrown, long fingerprint, int step) {
    List<String> frames =
        List.of(thrown.getStackTrace())
            .takeWhile(frame -> !REPLAY.contains(frame.getClassName()))
            .take(FRAMES_SHOWN)
            .map(StackTraceElement::toString);
    String line = thrown.toString().lines().findFirst().orElse("an exception");
    return diverged(new Threw(where, line, frames), fingerprint, step).divergence();
  }

  /**
   * The replay cannot go on within its memory.
   *
   * @param what which bound was reached
   */
  Divergence outOfMemory(String what) {
    String line =
        "%s with %,d states known and %,d of them kept in full: give the run more heap (-Xmx) or smaller bounds"
            .formatted(what, table.size(), table.keptNow());
    Trace empty = new Trace(LinkedHashMap.empty(), List.empty(), Option.none());
    return new Divergence(model, empty, Option.none(), new OutOfBound(line), List.empty());
  }

  /** Both sides took the step, and the variable with the given index differs afterwards. */
  Diverged wrongSuccessor(TLCState to, S java, int variable, long fingerprint, int step) {
    List<Difference> differences = differences(to, java);
    Cause cause =
        differences.nonEmpty()
            ? new WrongSuccessor()
            : new Misfit(
                "variable %s changes, but no part that it is said to be computed from does"
                    .formatted(shape.variable(variable)));
    return diverged(cause, fingerprint, step, differences);
  }

  /**
   * A step leads to a known state of the specification and to another state of the implementation.
   *
   * @param fingerprint the source of the step
   * @param step its index
   * @param known the known state that it leads to
   */
  Diverged hidden(long fingerprint, int step, long known) {
    S here = applied(step, recomputed(fingerprint));
    S there = recomputed(known);
    List<Difference> differences = List.empty();
    for (int i = 0; i < shape.parts(); i++) {
      Object a = target.part(there, i);
      Object b = target.part(here, i);
      if (target.digest(i, a) != target.digest(i, b)) {
        differences =
            differences.append(new Difference(target.partName(i), a.toString(), b.toString()));
      }
    }
    List<ActionLabel> otherPath = path(known).map(shape.steps()::label);
    return diverged(new HiddenState(otherPath), fingerprint, step, differences);
  }

  /** A line about variables that only one side knows, if there are any. */
  Option<String> variablesMisfit(TLCState state) {
    Set<String> spec = HashSet.empty();
    for (OpDeclNode variable : state.getVars()) {
      spec = spec.add(variable.getName().toString());
    }
    Set<String> mapped = HashSet.ofAll(target.variables());
    Set<String> unmapped = spec.diff(mapped);
    Set<String> unknown = mapped.diff(spec);
    if (unmapped.isEmpty() && unknown.isEmpty()) {
      return Option.none();
    }
    return Option.of(
        unmapped.nonEmpty()
            ? "no abstraction for the model's variables "
                + unmapped.toList().sorted().mkString(", ")
            : "the model has no variables " + unknown.toList().sorted().mkString(", "));
  }

  /** What differs between a state of the specification and one of the implementation. */
  List<Difference> differences(TLCState state, S java) {
    return between(v -> state.lookup(shape.variable(v)), v -> target.abstraction(java, v));
  }

  /** What a step of the implementation changed. */
  List<Difference> changes(S before, S after) {
    return between(v -> target.abstraction(before, v), v -> target.abstraction(after, v));
  }

  /** What a step of the specification changed. */
  List<Difference> changes(TLCState before, TLCState after) {
    return between(v -> before.lookup(shape.variable(v)), v -> after.lookup(shape.variable(v)));
  }

  private List<Difference> between(IntFunction<IValue> left, IntFunction<IValue> right) {
    return List.range(0, shape.variables())
        .flatMap(
            v -> Differences.between(shape.variable(v).toString(), left.apply(v), right.apply(v)));
  }

  /** The steps from the initial state to a known one, by index; none for an unknown one. */
  List<Integer> path(long fingerprint) {
    List<Integer> path = List.empty();
    long at = fingerprint;
    for (int step = table.step(at); step >= 0; step = table.step(at)) {
      path = path.prepend(step);
      at = table.parent(at);
    }
    return path;
  }

  /** The implementation's state of a known one of the specification, from the initial one. */
  private S recomputed(long fingerprint) {
    S state = target.initial();
    for (int step : path(fingerprint)) {
      state = applied(step, state);
    }
    return state;
  }

  private S applied(int step, S state) {
    S next = shape.steps().step(step).apply(state);
    if (next == null) {
      throw new IllegalStateException(
          "step " + shape.steps().label(step) + " was taken before and is now refused");
    }
    return next;
  }
}
