package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Guard;
import io.uring.dmabuf.step.InRing;
import java.util.function.Function;

/**
 * The rings of all tasks, where they stand in a state, and the one guard that they put before each
 * step that begins something for a task.
 *
 * @param in where they stand
 * @param taskIsFree that the task of a ring is in no call of another one
 * @param <S> the state
 */
public record TaskRings<S>(Function<S, Rings> in, Guard<S, InRing<?>> taskIsFree) {

  /** The rings that stand here. */
  public static <S> TaskRings<S> of(Function<S, Rings> in) {
    return new TaskRings<>(
        in,
        Guard.of(
            "Its task is in no call of another ring.",
            (state, of) -> in.apply(state).taskIsFree(of.ctx())));
  }
}
