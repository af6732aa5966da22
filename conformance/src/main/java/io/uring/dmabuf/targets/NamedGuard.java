package io.uring.dmabuf.targets;

import io.uring.dmabuf.design.Guard;
import io.uring.dmabuf.step.Step;
import io.vavr.collection.List;

/**
 * A guard of the implementation with its place: steps have no names for their guards, they are
 * counted, over all steps of a component that have the action's name.
 *
 * @param component the component, by the name of its specification
 * @param action the step, by the name of the specification's action
 * @param number the guard's place among those of the step, from 1
 * @param guard the guard itself
 */
public record NamedGuard(String component, String action, int number, Guard<?, ?> guard) {

  /** What options and lists call it, such as {@code Requests.StartUpdate.3}. */
  public String name() {
    return component + "." + action + "." + number;
  }

  /** The guards of steps and of the steps that they are made of, each step once. */
  static List<NamedGuard> of(String component, List<? extends Step<?, ?>> steps) {
    return withParts(List.narrow(steps))
        .distinct()
        .groupBy(Step::action)
        .values()
        .toList()
        .flatMap(same ->
            same.flatMap(Step::guards)
                .zipWithIndex(
                    (guard, i) -> new NamedGuard(component, same.head().action(), i + 1, guard)));
  }

  private static List<Step<?, ?>> withParts(List<Step<?, ?>> steps) {
    return steps.flatMap(step -> withParts(step.parts()).prepend(step));
  }
}
