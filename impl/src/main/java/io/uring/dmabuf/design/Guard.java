package io.uring.dmabuf.design;

import java.util.function.BiPredicate;

/**
 * A condition under which a step may be taken. One object a guard: a variant of the design leaves
 * out this one and no other.
 *
 * @param <S> the state that the step starts from
 * @param <A> the arguments of the step
 */
public final class Guard<S, A> {
  private final String sentence;
  private final BiPredicate<S, A> condition;
  private final boolean needed;

  private Guard(String sentence, BiPredicate<S, A> condition, boolean needed) {
    this.sentence = sentence;
    this.condition = condition;
    this.needed = needed;
  }

  /** A condition that decides whether the step may be taken where it could be. */
  public static <S, A> Guard<S, A> of(String sentence, BiPredicate<S, A> condition) {
    return new Guard<>(sentence, condition, false);
  }

  /**
   * A condition without which there is nothing for the step to act on: wherever it is false the
   * effect is none, so leaving it out changes nothing, and no walk does.
   */
  public static <S, A> Guard<S, A> needed(String sentence, BiPredicate<S, A> condition) {
    return new Guard<>(sentence, condition, true);
  }

  /** The condition in one sentence. */
  public String sentence() {
    return sentence;
  }

  /** Whether the step has no effect at all where the condition is false. */
  public boolean isNeeded() {
    return needed;
  }

  /** Whether the condition is fulfilled. */
  public boolean holds(S state, A args) {
    return condition.test(state, args);
  }

  @Override
  public String toString() {
    return sentence;
  }
}
