package io.uring.dmabuf.step;

import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.step.Step.Telling;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A component's step as a part of a step of the whole.
 *
 * @param place where the component stands; for some steps that depends on the arguments
 * @param step the component's step
 * @param args its arguments, from the state before and the arguments of the whole's step; null
 *     where there are none
 * @param optional whether the component stays as it is where there are no arguments; otherwise the
 *     step of the whole cannot be taken there
 */
record Part<S, A, C extends Designed, B>(
    BiFunction<S, A, Lens<S, C>> place,
    Step<C, B> step,
    BiFunction<S, A, @Nullable B> args,
    boolean optional) {

  boolean isEnabled(S state, A args) {
    B own = this.args.apply(state, args);
    return own == null
        ? optional
        : step.isEnabled(place.apply(state, args).get().apply(state), own);
  }

  /** The whole after the step, where it stands after other parts; null as for {@link Effect}. */
  @Nullable S after(S before, A args, S onto) {
    B own = this.args.apply(before, args);
    if (own == null) {
      return optional ? onto : null;
    }
    Lens<S, C> lens = place.apply(before, args);
    C component = lens.get().apply(onto);
    C next = step.effect(component, own);
    return next == null ? null : next == component ? onto : lens.set().apply(onto, next);
  }

  /** The component's step as it is taken in a state; null where it is not. */
  @Nullable Choice<C, B> taken(S before, A args) {
    B own = this.args.apply(before, args);
    return own == null ? null : new Choice<>(step, own);
  }

  /** Tells what the component's step tells of the given kinds, where it is taken. */
  Option<Telling<S, A>> telling(Predicate<Class<? extends Event>> kinds) {
    return step.telling(kinds)
        .map(telling ->
            (before, args, after) -> {
              B own = this.args.apply(before, args);
              Lens<S, C> lens = place.apply(before, args);
              return own == null
                  ? List.empty()
                  : telling.of(lens.get().apply(before), own, lens.get().apply(after));
            });
  }
}
