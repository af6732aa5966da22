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
public record Lens<S, C>(Function<S, C> get, BiFunction<S, C, S> set) {}
