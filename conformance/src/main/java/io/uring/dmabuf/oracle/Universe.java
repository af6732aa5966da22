package io.uring.dmabuf.oracle;

import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.tlc.ActionLabel;
import io.vavr.collection.Iterator;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a target, numbered.
 *
 * @param <S> the implementation's state
 */
public final class Universe<S> {
  private final ReplayTarget<S> target;
  private final StepDef<S>[] steps;
  private final ActionLabel[] labels;
  private final Map<ActionLabel, Integer> byLabel = new HashMap<>();
  private final Set<String> actions;

  /** The steps of a target. */
  @SuppressWarnings("unchecked")
  public Universe(ReplayTarget<S> target) {
    this.target = target;
    this.steps = target.steps().toJavaArray(StepDef[]::new);
    this.labels = List.of(steps).map(StepDef::label).toJavaArray(ActionLabel[]::new);
    for (int i = 0; i < labels.length; i++) {
      byLabel.put(labels[i], i);
    }
    this.actions = Iterator.of(labels).map(ActionLabel::action).toLinkedSet();
  }

  /** The implementation they are steps of. */
  public ReplayTarget<S> target() {
    return target;
  }

  /** The number of steps. */
  public int size() {
    return steps.length;
  }

  StepDef<S> step(int index) {
    return steps[index];
  }

  ActionLabel label(int index) {
    return labels[index];
  }

  /** The index of a step; null if there is none of that name and arguments. */
  @Nullable Integer find(ActionLabel label) {
    return byLabel.get(label);
  }

  /** The successor by a step; null when there is none, or the step throws. */
  @Nullable S take(ActionLabel label, S state) {
    Integer index = find(label);
    try {
      return index == null ? null : steps[index].step().apply(state);
    } catch (RuntimeException broken) {
      return null;
    }
  }

  /** The names of the steps, without arguments. */
  public Set<String> actions() {
    return actions;
  }
}
