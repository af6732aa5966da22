package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Designed;
import io.vavr.collection.List;
import io.vavr.collection.Vector;

/**
 * A completion queue alone, with all that became of what was posted to it: the user data of each
 * CQE is its number, from 1.
 *
 * @param design the design that is followed
 * @param most how many CQEs are posted at most
 * @param posted how many were posted
 * @param queue the queue
 * @param flush what a task does that puts the list into the queue
 * @param seen those that the user has consumed, in this order
 * @param lost those that are nowhere any more, in the order in which they were posted
 */
public record WatchedQueue(
    Design design,
    int most,
    int posted,
    CompletionQueue queue,
    Flush flush,
    Vector<Long> seen,
    List<Long> lost)
    implements Designed {

  /** What a task does that puts the list into the queue. */
  public enum Flush {
    /** Nobody does. */
    NONE,
    /** It has {@code uring_lock} and {@code completion_lock}. */
    LOCKED,
    /** The same, and it has moved an entry. */
    MOVED,
    /** It has given both back behind an entry, and will go on. */
    PAUSED
  }

  /** A queue of some entries to which nothing was posted. */
  public static WatchedQueue fresh(Design design, int size, int most) {
    return new WatchedQueue(
        design, most, 0, CompletionQueue.of(size), Flush.NONE, Vector.empty(), List.empty());
  }

  /** Whether a task has both locks. */
  boolean isFlushing() {
    return flush == Flush.LOCKED || flush == Flush.MOVED;
  }

  WatchedQueue post(boolean hasMemory) {
    int number = posted + 1;
    CompletionQueue next = posting(new Cqe(number, 0), hasMemory);
    boolean isLost = next.overflow().lost() > queue.overflow().lost();
    return new WatchedQueue(
        design, most, number, next, flush, seen, isLost ? lost.append((long) number) : lost);
  }

  private CompletionQueue posting(Cqe cqe, boolean hasMemory) {
    if (design.deviates(CompletionQueueDeviation.OVERFLOW_OVERTAKEN) && queue.hasRoom()) {
      return queue.withEntries(queue.entries().append(cqe));
    }
    CompletionQueue next = queue.post(cqe, hasMemory);
    if (next.overflow().lost() == queue.overflow().lost()) {
      return next;
    }
    if (design.deviates(CompletionQueueDeviation.LOSS_NOT_COUNTED)) {
      return queue;
    }
    return design.deviates(CompletionQueueDeviation.LOSS_NOT_TOLD)
        ? next.with(next.overflow().losing(next.overflow().lost(), queue.overflow().untold()))
        : next;
  }

  WatchedQueue with(Flush next) {
    return with(queue, next);
  }

  WatchedQueue with(CompletionQueue next) {
    return with(next, flush);
  }

  WatchedQueue with(CompletionQueue nextQueue, Flush nextFlush) {
    return new WatchedQueue(design, most, posted, nextQueue, nextFlush, seen, lost);
  }

  WatchedQueue endFlush() {
    return with(
        design.deviates(CompletionQueueDeviation.BIT_CLEARED_EARLY)
            ? queue.with(queue.overflow().telling(false))
            : queue.toldOfList(),
        Flush.NONE);
  }

  WatchedQueue consume() {
    long number = queue.entries().head().userData();
    return new WatchedQueue(
        design, most, posted, queue.consume(number), flush, seen.append(number), lost);
  }
}
