package io.uring.dmabuf.replay;

import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Function;

/**
 * A structural law of an implementation's states: references recomputed from their holders, and the
 * like.
 *
 * @param name the name of the law of the specification that says the same; of a law that only the
 *     implementation has, a name that no specification uses
 * @param parts the indices of the parts of a state that it looks at; while they stay the same it is
 *     not evaluated again
 * @param shown whether the variables of the specification show all that it looks at: where TLC
 *     judges the law of that name in the same run, in the very states that the replay compares, the
 *     replay asks it on samples only
 * @param broken one line about how a state breaks it; none for a sound state
 * @param <S> the implementation's state
 */
public record Law<S>(
    String name, List<Integer> parts, boolean shown, Function<S, Option<String>> broken) {

  /**
   * The same about something that a state consists of.
   *
   * @param offset the index of the first of its parts in the whole
   */
  public <T> Law<T> within(Function<T, S> of, int offset) {
    return new Law<>(
        name, parts.map(part -> part + offset), shown, state -> broken.apply(of.apply(state)));
  }

  /** The parts as bits: bit {@code i} for the part with the index {@code i}. */
  public long partBits() {
    return parts.foldLeft(0L, (bits, part) -> bits | 1L << part);
  }
}
