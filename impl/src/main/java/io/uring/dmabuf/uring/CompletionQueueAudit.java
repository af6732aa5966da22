package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.StateLaw;
import io.uring.dmabuf.design.StepLaw;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/** The laws of a completion queue, and of its steps. */
public final class CompletionQueueAudit {

  /** The laws of states. */
  public static final List<StateLaw<WatchedQueue>> LAWS =
      List.of(
          new StateLaw<>("PostedOrderIsKept", CompletionQueueAudit::overtaken),
          new StateLaw<>("EachCqeIsSomewhere", CompletionQueueAudit::nowhere),
          new StateLaw<>("QueueHasRoom", CompletionQueueAudit::overwritten),
          new StateLaw<>("OverflowIsTold", CompletionQueueAudit::hidden));

  /** The laws of steps. */
  public static final List<StepLaw<WatchedQueue>> STEPS =
      List.of(
          new StepLaw<>("LossIsTold", CompletionQueueAudit::silent),
          new StepLaw<>("ToldWhenNothingIsLeft", CompletionQueueAudit::toldEarly));

  private CompletionQueueAudit() {}

  /** All that the user has seen, can see and will see, in this order. */
  private static Vector<Long> inTurn(WatchedQueue s) {
    return s.seen()
        .appendAll(s.queue().entries().map(Cqe::userData))
        .appendAll(s.queue().overflow().list().map(Cqe::userData));
  }

  private static Option<String> overtaken(WatchedQueue s) {
    Vector<Long> inTurn = inTurn(s);
    return inTurn
        .zip(inTurn.drop(1))
        .find(two -> two._1 >= two._2)
        .map(two -> "CQE %d is behind CQE %d".formatted(two._2, two._1));
  }

  private static Option<String> nowhere(WatchedQueue s) {
    Vector<Long> all = inTurn(s).appendAll(s.lost());
    return Option.when(
        all.size() != s.posted() || all.toSet().size() != s.posted(),
        () -> "%d were posted, there are %s".formatted(s.posted(), all.mkString(", ")));
  }

  private static Option<String> overwritten(WatchedQueue s) {
    return Option.when(
        s.queue().entries().size() > s.queue().size(),
        () ->
            "%d entries in a queue of %d".formatted(s.queue().entries().size(), s.queue().size()));
  }

  private static Option<String> hidden(WatchedQueue s) {
    CompletionQueue.Overflow overflow = s.queue().overflow();
    return Option.when(
        !overflow.list().isEmpty() && !overflow.told(),
        () -> "%d wait and nobody is told".formatted(overflow.list().size()));
  }

  private static Option<String> silent(WatchedQueue before, WatchedQueue after) {
    return Option.when(
        before.lost() != after.lost() && !after.queue().overflow().untold(),
        () -> "CQE %d is lost and nobody is told".formatted(after.lost().last()));
  }

  private static Option<String> toldEarly(WatchedQueue before, WatchedQueue after) {
    boolean told = before.queue().overflow().untold() && !after.queue().overflow().untold();
    return Option.when(
        told
            && !(before.flush() == WatchedQueue.Flush.NONE
                && before.queue().entries().isEmpty()
                && after.queue().entries().isEmpty()),
        () -> "%d CQEs were left".formatted(before.queue().entries().size()));
  }
}
