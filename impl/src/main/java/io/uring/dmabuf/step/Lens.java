package io.uring.dmabuf.step;

import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The place of a component in a whole.
 *
 * @param get the component of a whole
 * @param set the whole with another component
 * @param <S> the whole
 * @param <C> the component
 */
public record Lens<S, C>(Function<S, C> get, BiFunction<S, C, S> set) {

  /** A component that is the whole: a step of it may be joined with nothing else. */
  public static <C> Lens<C, C> itself() {
    return new Lens<>(component -> component, (whole, next) -> next);
  }
}
