package io.uring.dmabuf.step;

import io.uring.dmabuf.id.Id;
import io.vavr.collection.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * The arguments that a step may be taken with.
 *
 * @param all every choice within the bounds of a model
 * @param tla what TLC reports for a choice, in the order of the action's parameters: {@link
 *     Integer}, {@link String} or {@link Boolean}; any other value as its TLA+ text
 * @param <A> the arguments of the step
 */
public record Domain<A>(Function<Bounds, List<A>> all, Function<A, List<Object>> tla) {

  /** No arguments. */
  public static Domain<NoArgs> none() {
    return onlyIf(bounds -> true);
  }

  /** No arguments, and only in models whose bounds allow the step at all. */
  public static Domain<NoArgs> onlyIf(Predicate<Bounds> allowed) {
    return new Domain<>(
        bounds -> allowed.test(bounds) ? List.of(NoArgs.NONE) : List.empty(), args -> List.empty());
  }

  /** The arguments come from a step of the whole; alone it is not taken. */
  public static <A> Domain<A> ofWhole() {
    return new Domain<>(bounds -> List.empty(), args -> List.empty());
  }

  /** One object of those whose numbers are a constant. */
  public static <K extends Id<K>> Domain<K> ids(String constant, IntFunction<K> kind) {
    return ids(bounds -> bounds.ids(constant, kind));
  }

  /** One object of those that the bounds give. */
  public static <K extends Id<K>> Domain<K> ids(Function<Bounds, List<K>> all) {
    return new Domain<>(all, id -> List.of(id.number()));
  }
}
