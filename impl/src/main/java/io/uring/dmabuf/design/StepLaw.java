package io.uring.dmabuf.design;

import io.vavr.control.Option;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A law that every step of the implementation keeps: of the state before and the one after.
 *
 * @param name the name of the law of the specification that says the same
 * @param broken one line about how a step breaks it; none for a sound one
 * @param <S> the implementation's state
 */
public record StepLaw<S>(String name, BiFunction<S, S, Option<String>> broken) {

  /** A law about something that a state consists of. */
  public <T> StepLaw<T> within(Function<T, S> part) {
    return new StepLaw<>(
        name, (before, after) -> broken.apply(part.apply(before), part.apply(after)));
  }
}
