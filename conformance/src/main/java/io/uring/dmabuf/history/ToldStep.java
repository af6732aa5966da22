package io.uring.dmabuf.history;

import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.InRing;
import io.uring.dmabuf.step.Step.Telling;
import io.uring.dmabuf.uring.UpdateArgs;
import org.jspecify.annotations.Nullable;

/**
 * A step with its arguments, taken by a user who numbers the tags that he gives; what it tells goes
 * into the history of the ring that takes it. What nobody's ring takes tells nothing that a history
 * remembers.
 *
 * @param <S> the state
 * @param <A> the arguments
 */
public final class ToldStep<S extends Designed, A> {
  private final Choice<S, A> choice;
  private final boolean givesTag;

  /** The ring that takes it; null if none does. */
  private final @Nullable RingId ctx;

  /** What it tells and a history remembers; null if that is nothing. */
  private final @Nullable Telling<S, A> telling;

  /** A step whose arguments give some tag, or none. */
  public ToldStep(Choice<S, A> choice) {
    this.choice = choice;
    this.givesTag = UpdateArgs.givesTag(choice.args());
    this.ctx = choice.args() instanceof InRing<?> of ? of.ctx() : null;
    this.telling = ctx == null ? null : choice.step().telling(History::remembers).getOrNull();
  }

  /** The step as it is taken now: its tag, if it gives one, is the next one of its ring. */
  public Choice<S, A> in(ToldRings<S> before) {
    return givesTag && ctx != null ? UpdateArgs.tagging(choice, before.of(ctx).nextTag()) : choice;
  }

  /** The state after the step, with its history; null where it cannot be taken. */
  @SuppressWarnings("ReferenceEquality") // Identity is what tells that nothing has changed.
  public @Nullable ToldRings<S> take(ToldRings<S> before) {
    Choice<S, A> now = in(before);
    S after = now.take(before.state());
    if (after == null) {
      return null;
    }
    if (ctx == null || telling == null) {
      return after == before.state() ? before : new ToldRings<>(after, before.histories());
    }
    History was = before.of(ctx);
    History history = was.after(telling.of(before.state(), now.args(), after));
    if (history == was) {
      return after == before.state() ? before : new ToldRings<>(after, before.histories());
    }
    return before.with(after, ctx, history);
  }
}
