package io.uring.dmabuf.step;

import org.jspecify.annotations.Nullable;

/**
 * What a step does to a state.
 *
 * @param <S> the state
 * @param <A> the arguments of the step
 */
@FunctionalInterface
public interface Effect<S, A> {

  /** The state afterwards; null where there is nothing to act on. */
  @Nullable S apply(S before, A args);
}
