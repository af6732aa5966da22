package io.uring.dmabuf.system;

import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.RingContext;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * The end of rings that are dying: what their exit works do, and what the task does for them on its
 * way out of whatever call it is in. Nobody has to let the kernel work for it, and nobody sees what
 * is posted. Source: {@code io_uring/io_uring.c: io_ring_exit_work}, {@code io_req_task_submit},
 * {@code io_fallback_req_func}, base.
 */
final class Exiting {
  private Exiting() {}

  /** When each dying ring has come as far as it can without its drives. */
  static Kernel gone(Kernel kernel) {
    Kernel at = kernel;
    for (RingId ring : kernel.rings()) {
      Option<Kernel> next = round(at, ring);
      while (next.isDefined()) {
        at = next.get();
        next = round(at, ring);
      }
    }
    return at;
  }

  /** One step of the end of a ring, and the call that it begins; none where it waits. */
  private static Option<Kernel> round(Kernel kernel, RingId ring) {
    RingContext table = kernel.table(ring);
    if (!table.isDying() || !table.lockIsFree()) {
      return Option.none();
    }
    return List.of(
            Outside.EXIT_CANCELS,
            DeferredSteps.EXIT_CANCELS,
            kernel.kind(ring) == RingKind.DEFERRED
                ? DeferredSteps.EXIT_REFUSES
                : DeferredSteps.PUNT,
            DeferredSteps.LINK_DIES,
            CompletionSteps.START_TASK_WORK,
            CompletionSteps.START_FREEING)
        .foldLeft(
            Option.<Kernel>none(), (found, step) -> found.orElse(() -> first(kernel, ring, step)))
        .orElse(() -> kernel.after(ring, RegistrationSteps.FREE_RING, NoArgs.NONE))
        .map(next -> next.finished(ring).kernel());
  }

  /** The first request for which the step can be taken takes it. */
  private static Option<Kernel> first(Kernel kernel, RingId ring, Step<State, RequestId> step) {
    for (RequestId req : kernel.table(ring).requests().ids()) {
      Option<Kernel> next = kernel.after(ring, step, req);
      if (next.isDefined()) {
        return next.map(after -> after.forgetting(new RingRequest(ring, req)));
      }
    }
    return Option.none();
  }
}
