package io.uring.dmabuf.replay;

import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.trace.StateDiff;
import io.uring.dmabuf.tlc.trace.Trace;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tlc2.value.impl.Value;

/**
 * A path through the implementation in the specification's terms: the steps are taken again from
 * the initial state, and what each changes is told by the abstraction.
 *
 * @param <S> the implementation's state
 */
public final class PathBuilder<S> {
  private final ReplayTarget<S> target;
  private final StepIndex<S> steps;

  /** A builder of paths of these steps of a target. */
  public PathBuilder(ReplayTarget<S> target, StepIndex<S> steps) {
    this.target = target;
    this.steps = steps;
  }

  /**
   * The trace of the steps, and of one more that fails.
   *
   * @param path the indices of the steps from the initial state
   * @param last the step that fails, if it is one
   */
  public Trace trace(List<Integer> path, Option<ActionLabel> last) {
    List<Trace.Step> taken = List.empty();
    S state = target.initial();
    Map<String, Value> initial = values(state);
    for (int index : path) {
      S next = steps.step(index).apply(state);
      taken = taken.append(step(steps.label(index), state, next));
      state = next == null ? state : next;
    }
    return new Trace(initial, taken.appendAll(last.map(failing(state))), Option.none());
  }

  private Function<ActionLabel, Trace.Step> failing(S before) {
    return label ->
        new Trace.Step(
            Option.of(label), Option.none(), values(before), List.empty(), LinkedHashMap.empty());
  }

  private Trace.Step step(ActionLabel label, S before, @Nullable S after) {
    if (after == null) {
      return failing(before).apply(label);
    }
    List<StateDiff.Change> changes =
        target
            .variables()
            .zipWithIndex()
            .flatMap(v ->
                StateDiff.between(
                    v._1, target.abstraction(before, v._2), target.abstraction(after, v._2)));
    return new Trace.Step(Option.of(label), Option.none(), values(before), changes, values(after));
  }

  private Map<String, Value> values(S state) {
    return target
        .variables()
        .zipWithIndex()
        .foldLeft(
            LinkedHashMap.<String, Value>empty(),
            (map, v) -> map.put(v._1, target.abstraction(state, v._2)));
  }
}
