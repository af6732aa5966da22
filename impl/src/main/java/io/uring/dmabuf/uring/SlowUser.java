package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;

/**
 * The one user of a completion queue, who submits more than he consumes: each call whole.
 *
 * @param queue the queue
 */
public record SlowUser(WatchedQueue queue) {

  /** One who has done nothing yet. */
  public static SlowUser of(Design design, int size) {
    return new SlowUser(WatchedQueue.fresh(design, size, Integer.MAX_VALUE));
  }

  /** After a request that ends at once was submitted, by a call that does not wait. */
  public SlowUser submits() {
    return new SlowUser(CompletionQueueSteps.POST.from(queue, true).get());
  }

  /** After the oldest CQE was consumed, if there was one. */
  public SlowUser consumes() {
    return taking(CompletionQueueSteps.CONSUME);
  }

  /**
   * After a call for events that need not come (io_uring_enter with IORING_ENTER_GETEVENTS): what
   * the kernel kept is in the queue, as much as has room.
   */
  public SlowUser waits() {
    SlowUser at = taking(CompletionQueueSteps.START_FLUSH);
    if (!at.queue.isFlushing()) {
      return at;
    }
    SlowUser next = at.taking(CompletionQueueSteps.FLUSH_ENTRY);
    while (!next.equals(at)) {
      at = next;
      next = at.taking(CompletionQueueSteps.FLUSH_ENTRY);
    }
    return at.taking(CompletionQueueSteps.END_FLUSH);
  }

  private SlowUser taking(Step<WatchedQueue, NoArgs> step) {
    return step.from(queue, NoArgs.NONE).map(SlowUser::new).getOrElse(this);
  }
}
