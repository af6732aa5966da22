package io.uring.dmabuf.step;

import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.dma.Motion;
import io.vavr.collection.List;
import io.vavr.control.Option;
import org.jspecify.annotations.Nullable;

/**
 * A step with its arguments chosen.
 *
 * @param step the step
 * @param args its arguments
 * @param <S> the state
 * @param <A> the arguments
 */
public record Choice<S extends Designed, A>(Step<S, A> step, A args) {

  /** The first of these steps that can be taken with these arguments; none where none can. */
  @SafeVarargs
  public static <S extends Designed, A> Option<Choice<S, ?>> first(
      S state, A args, Step<S, A>... steps) {
    return List.of(steps)
        .find(step -> step.isEnabled(state, args))
        .map(step -> new Choice<>(step, args));
  }

  /** The state after the step; null where it cannot be taken. */
  public @Nullable S take(S state) {
    return step.take(state, args);
  }

  /** The steps of components that it consists of, as they are taken in a state. */
  public List<Choice<?, ?>> partsTaken(S state) {
    return step.partsTaken(state, args);
  }

  /** The group that the step belongs to in a state. */
  public Group group(S state) {
    return step.group(state, args);
  }

  /** The one whose group it is. */
  public Owner owner(S state) {
    return step.owner(state, args);
  }

  /** What TLC reports as the arguments. */
  public List<Object> tla() {
    return step.domain().tla().apply(args);
  }

  /** What the step does to the bytes, when it is taken in a state. */
  public List<Motion> motions(S state) {
    return step.motions(state, args);
  }

  /** What the step told when it led from one state to the other. */
  public List<Event> events(S before, S after) {
    return step.events(before, args, after);
  }
}
