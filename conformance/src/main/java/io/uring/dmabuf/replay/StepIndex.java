package io.uring.dmabuf.replay;

import io.uring.dmabuf.tlc.ActionLabel;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.util.HashMap;
import java.util.Map;

/**
 * The steps of a target by the name and arguments that TLC reports.
 *
 * @param <S> the implementation's state
 */
public final class StepIndex<S> {
  private final StepDef<S>[] steps;
  private final Map<ActionLabel, Integer> byLabel = new HashMap<>();

  /** An index of steps; a label that occurs twice is a mistake of the target. */
  @SuppressWarnings("unchecked")
  public StepIndex(List<StepDef<S>> steps) {
    this.steps = steps.toJavaArray(StepDef[]::new);
    for (int i = 0; i < this.steps.length; i++) {
      ActionLabel label = this.steps[i].label();
      if (byLabel.put(label, i) != null) {
        throw new IllegalArgumentException("two steps called " + label);
      }
    }
  }

  /** The number of steps. */
  public int size() {
    return steps.length;
  }

  /** The step with an index. */
  public StepDef.Step<S> step(int index) {
    return steps[index].step();
  }

  /** The name and arguments of the step with an index. */
  public ActionLabel label(int index) {
    return steps[index].label();
  }

  /** The index of a step, or one line that says why there is none. */
  Either<String, Integer> find(tlc2.tool.Action action) {
    return ActionLabel.of(action).flatMap(this::find);
  }

  private Either<String, Integer> find(ActionLabel label) {
    Integer index = byLabel.get(label);
    if (index != null) {
      return Either.right(index);
    }
    boolean nameKnown =
        byLabel.keySet().stream().anyMatch(known -> known.action().equals(label.action()));
    return Either.left(
        nameKnown
            ? "the implementation has no step " + label + ", only others of that name"
            : "the implementation has no step called " + label.action());
  }
}
