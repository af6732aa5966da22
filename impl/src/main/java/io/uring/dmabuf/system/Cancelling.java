package io.uring.dmabuf.system;

import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.uring.Errno;
import io.vavr.control.Option;

/**
 * Cancellation, by a call or by a request. Source: {@code io_uring/cancel.c: io_try_cancel},
 * {@code io_async_cancel_one}, base.
 */
final class Cancelling {
  private Cancelling() {}

  /**
   * 0; ENOENT where the request is in no list that is searched; EBADF for a ring that is closed.
   */
  static Returned<Integer> byCall(Kernel kernel, RingId ring, long userData) {
    Option<Errno> closed = Calls.closed(kernel.table(ring));
    if (closed.isDefined()) {
      return Returned.of(kernel, closed);
    }
    // A call of another task does not look into the lists of the workers of a polled ring's thread.
    Returned<Integer> found =
        found(kernel, ring, userData, kernel.kind(ring) != RingKind.POLLED);
    return new Returned<>(TaskWork.entered(found.kernel(), ring, false), found.value());
  }

  /** 1, and a CQE tells 0 or ENOENT; EBADF for a ring that is closed. */
  static Returned<Integer> byRequest(Kernel kernel, RingId ring, long userData, long own) {
    Option<Errno> closed = Calls.closed(kernel.table(ring));
    if (closed.isDefined()) {
      return Returned.of(kernel, closed);
    }
    Returned<Integer> found = found(kernel, ring, userData, true);
    Kernel told =
        found
            .kernel()
            .changed(machine -> Outside.answered(machine, ring, own, found.value()));
    return new Returned<>(TaskWork.entered(told, ring, false), 1);
  }

  private static Returned<Integer> found(
      Kernel kernel, RingId ring, long userData, boolean looksAtWorkers) {
    Kernel at = kernel;
    for (RingRequest id : kernel.requests(ring, userData)) {
      Kernel before = at;
      Option<Kernel> cancelled =
          before
              .after(ring, Outside.CANCEL_IN_FLIGHT, id.req())
              .orElse(() ->
                  looksAtWorkers
                      ? before.after(ring, DeferredSteps.CANCEL_QUEUED, id.req())
                      : Option.none());
      if (cancelled.isDefined()) {
        return new Returned<>(cancelled.get().forgetting(id), 0);
      }
      at = before.after(ring, DeferredSteps.CANCEL_NOT_FOUND, id.req()).getOrElse(before);
    }
    boolean linkedIsFound =
        kernel.state().design().deviates(CallDeviation.LINKED_IS_FOUND)
            && kernel.requests(ring, userData).nonEmpty();
    return new Returned<>(at, linkedIsFound ? 0 : -Errno.ENOENT.number());
  }
}
