package io.uring.dmabuf.step;

import io.uring.dmabuf.id.Id;
import io.vavr.collection.List;
import java.util.function.IntFunction;

/**
 * The constants that bound a model, by the names that the specification gives them. Each question
 * throws {@link IllegalArgumentException} with a line for the user when there is no such constant,
 * or one of another kind. Bounds that say nothing of a constant have an empty set there.
 */
public interface Bounds {

  /** Whether there is a constant with this name. */
  boolean has(String constant);

  /** A number. */
  default int integer(String constant) {
    throw new IllegalArgumentException("no number " + constant);
  }

  /** A truth value. */
  default boolean bool(String constant) {
    throw new IllegalArgumentException("no truth value " + constant);
  }

  /** A set of numbers, ascending. */
  List<Integer> integers(String constant);

  /** Objects whose numbers are a set, ascending. */
  default <K extends Id<K>> List<K> ids(String constant, IntFunction<K> kind) {
    return integers(constant).map(kind::apply);
  }

  /** A field of a record, which is a set of numbers: ascending. */
  default List<Integer> integersIn(String constant, String field) {
    return List.empty();
  }

  /** A set of strings, in alphabetical order. */
  default List<String> strings(String constant) {
    return List.empty();
  }

  /** A set of truth values, {@code FALSE} first. */
  default List<Boolean> booleans(String constant) {
    return List.empty();
  }

  /** A set of sequences of numbers. */
  default List<List<Integer>> sequences(String constant) {
    return List.empty();
  }
}
