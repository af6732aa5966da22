package io.uring.dmabuf.history;

import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.Step.Telling;
import io.uring.dmabuf.uring.UpdateArgs;
import org.jspecify.annotations.Nullable;

/**
 * A step with its arguments, taken by a user who numbers the tags that he gives; what it tells goes
 * into the history.
 *
 * @param <S> the state
 * @param <A> the arguments
 */
public final class ToldStep<S extends Designed, A> {
  private final Choice<S, A> choice;
  private final boolean givesTag;

  /** What it tells and a history remembers; null if that is nothing. */
  private final @Nullable Telling<S, A> telling;

  /** A step whose arguments give some tag, or none. */
  public ToldStep(Choice<S, A> choice) {
    this.choice = choice;
    this.givesTag = choice.args() instanceof UpdateArgs args && args.tag().isDefined();
    this.telling = choice.step().telling(History::remembers).getOrNull();
  }

  /** The step as it is taken now: its tag, if it gives one, is the next one. */
  public Choice<S, A> in(History history) {
    return givesTag ? UpdateArgs.tagging(choice, history.nextTag()) : choice;
  }

  /** The state after the step, with its history; null where it cannot be taken. */
  @SuppressWarnings("ReferenceEquality") // Identity is what tells that nothing has changed.
  public @Nullable Told<S> take(Told<S> before) {
    Choice<S, A> now = in(before.history());
    S after = now.take(before.state());
    if (after == null) {
      return null;
    }
    History history =
        telling == null
            ? before.history()
            : before.history().after(telling.of(before.state(), now.args(), after));
    return after == before.state() && history == before.history()
        ? before
        : new Told<>(after, history);
  }
}
