package io.uring.dmabuf.replay;

import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.tlc.ActionLabel;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A step of the implementation under the name that the specification gives it: one action with one
 * choice of constant arguments. All steps of a target together are the universe that is tried in
 * every state.
 *
 * @param action the name of the specification's action
 * @param args its constant arguments in the order of the parameters: {@link Integer}, {@link
 *     String} or {@link Boolean}; any other value as its TLA+ text
 * @param step the implementation's step
 * @param <S> the implementation's state
 */
public record StepDef<S>(String action, List<Object> args, Step<S> step) {

  /**
   * A pure function from a state to its successor.
   *
   * @param <S> the implementation's state
   */
  @FunctionalInterface
  public interface Step<S> {

    /** The successor, or null where the implementation refuses the step: it is not enabled. */
    @Nullable S apply(S state);
  }

  /** A step of the implementation's list, with its arguments. */
  public static <S extends Designed, A> StepDef<S> of(Choice<S, A> choice) {
    return new StepDef<>(choice.step().action(), choice.tla(), choice::take);
  }

  /**
   * The same in a model that bounds it.
   *
   * @param bound whether the model lets the step be taken in a state
   */
  public static <S extends Designed, A> StepDef<S> of(Choice<S, A> choice, Predicate<S> bound) {
    return new StepDef<>(
        choice.step().action(),
        choice.tla(),
        state -> bound.test(state) ? choice.take(state) : null);
  }

  /** A step with the given constant arguments. */
  public static <S> StepDef<S> of(String action, Step<S> step, Object... args) {
    return new StepDef<>(action, List.of(args), step);
  }

  /** The same of a step that answers with none where it is not enabled. */
  public static <S> StepDef<S> step(String action, Function<S, Option<S>> step, Object... args) {
    return of(action, state -> step.apply(state).getOrNull(), args);
  }

  /** The name and arguments as TLC reports them. */
  public ActionLabel label() {
    return new ActionLabel(action, args);
  }
}
