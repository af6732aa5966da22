package io.uring.dmabuf.design;

import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Function;

/**
 * A law that every state of the implementation keeps, recomputed from what the state consists of.
 *
 * @param name the name of the law of the specification that says the same; of a law that speaks of
 *     what the specification does not have, a name of its own
 * @param broken one line about how a state breaks it; none for a sound state
 * @param <S> the implementation's state
 */
public record StateLaw<S>(String name, Function<S, Option<String>> broken) {

  /** A law about something that a state consists of. */
  public <T> StateLaw<T> within(Function<T, S> part) {
    return new StateLaw<>(name, state -> broken.apply(part.apply(state)));
  }

  /** One line about the first law that a state breaks; none for a sound state. */
  public static <S> Option<String> firstBroken(List<StateLaw<S>> laws, S state) {
    for (StateLaw<S> law : laws) {
      Option<String> broken = law.broken().apply(state);
      if (broken.isDefined()) {
        return broken;
      }
    }
    return Option.none();
  }
}
