package io.uring.dmabuf.uring;

import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.WatchedQueue.Flush;
import io.vavr.collection.List;

/**
 * The steps of {@link WatchedQueue}: what is posted, and how what had no room comes to the user
 * (io_uring/io_uring.c).
 */
public final class CompletionQueueSteps {

  /**
   * A CQE is posted; the argument is whether there is memory for an entry of the list. Source:
   * {@code io_uring/io_uring.c: io_post_aux_cqe}, base (U2).
   */
  public static final Step<WatchedQueue, Boolean> POST =
      Step.<WatchedQueue, Boolean>named(
              "Post",
              Actor.TASK,
              new Domain<>(bounds -> bounds.booleans("Memory"), hasMemory -> List.of(hasMemory)))
          .when("Nobody flushes.", (s, hasMemory) -> !s.isFlushing())
          .when("The user asks for one more.", (s, hasMemory) -> s.posted() < s.most())
          .then((s, hasMemory) -> s.post(hasMemory));

  /**
   * A task waits for events and is told that there is a list. Source: {@code io_uring/io_uring.c:
   * io_cqring_wait}, base (CQE).
   */
  public static final Step<WatchedQueue, NoArgs> START_FLUSH =
      Step.<WatchedQueue>named("StartFlush", Actor.TASK)
          .when("Nobody flushes.", (s, none) -> s.flush() == Flush.NONE)
          .when("There is a list.", (s, none) -> s.queue().overflow().told())
          .when("The queue is not full.", (s, none) -> s.queue().hasRoom())
          .then((s, none) -> s.with(Flush.LOCKED));

  /** The oldest of the list has room. Source: as {@link #START_FLUSH}. */
  public static final Step<WatchedQueue, NoArgs> FLUSH_ENTRY =
      Step.<WatchedQueue>named("FlushEntry", Actor.TASK)
          .when("The task flushes.", (s, none) -> s.isFlushing())
          .needs("The list has an entry.", (s, none) -> !s.queue().overflow().list().isEmpty())
          .when("The queue is not full.", (s, none) -> s.queue().hasRoom())
          .then((s, none) -> s.with(s.queue().flushed(), Flush.MOVED));

  /** Both locks are given back behind an entry. Source: as {@link #START_FLUSH}. */
  public static final Step<WatchedQueue, NoArgs> PAUSE_FLUSH =
      Step.<WatchedQueue>named("PauseFlush", Actor.TASK)
          .when("The task has moved an entry.", (s, none) -> s.flush() == Flush.MOVED)
          .then((s, none) -> s.with(Flush.PAUSED));

  /** The task goes on. Source: as {@link #START_FLUSH}. */
  public static final Step<WatchedQueue, NoArgs> RESUME_FLUSH =
      Step.<WatchedQueue>named("ResumeFlush", Actor.TASK)
          .when("The task has paused.", (s, none) -> s.flush() == Flush.PAUSED)
          .then((s, none) -> s.with(Flush.LOCKED));

  /** The list is empty, or the queue is full. Source: as {@link #START_FLUSH}. */
  public static final Step<WatchedQueue, NoArgs> END_FLUSH =
      Step.<WatchedQueue>named("EndFlush", Actor.TASK)
          .when("The task flushes.", (s, none) -> s.isFlushing())
          .when(
              "The list is empty, or the queue is full.",
              (s, none) -> s.queue().overflow().list().isEmpty() || !s.queue().hasRoom())
          .then((s, none) -> s.endFlush());

  /** Whoever waits at an empty queue returns with -EBADR. Source: as {@link #START_FLUSH}. */
  public static final Step<WatchedQueue, NoArgs> TELL_LOSS =
      Step.<WatchedQueue>named("TellLoss", Actor.TASK)
          .when("Nobody flushes.", (s, none) -> s.flush() == Flush.NONE)
          .when("Something was lost.", (s, none) -> s.queue().overflow().untold())
          .when("The queue is empty.", (s, none) -> s.queue().entries().isEmpty())
          .then((s, none) -> s.with(s.queue().toldOfLoss()));

  /** The user consumes the oldest entry. Source: {@code liburing: io_uring_cqe_seen}. */
  public static final Step<WatchedQueue, NoArgs> CONSUME =
      Step.<WatchedQueue>named("Consume", Actor.USER)
          .needs("There is an entry.", (s, none) -> !s.queue().entries().isEmpty())
          .then((s, none) -> s.consume());

  /** All steps of a completion queue alone. */
  public static final List<Step<WatchedQueue, ?>> ALL = Step.declaredIn(CompletionQueueSteps.class);

  private CompletionQueueSteps() {}
}
