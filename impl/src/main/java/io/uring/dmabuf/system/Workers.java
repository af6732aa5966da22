package io.uring.dmabuf.system;

import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.step.Choice;
import io.vavr.control.Option;

/** The worker threads of io-wq. Source: {@code io_uring/io_uring.c: io_wq_submit_work}, base. */
final class Workers {
  private Workers() {}

  /** When each has gone on until it waits, and the end of a ring with it. */
  static Kernel gone(Kernel kernel) {
    Kernel before = kernel;
    Kernel after = Exiting.gone(round(before));
    while (!after.state().equals(before.state())) {
      before = after;
      after = Exiting.gone(round(before));
    }
    return after;
  }

  private static Kernel round(Kernel kernel) {
    Kernel at = kernel;
    for (RingId ring : kernel.rings()) {
      for (RequestId req : at.table(ring).queued().ids()) {
        at = goneOn(at, ring, req);
      }
    }
    return at;
  }

  private static Kernel goneOn(Kernel kernel, RingId ring, RequestId req) {
    RingRequest id = new RingRequest(ring, req);
    if (kernel.held() && kernel.isStream(kernel.asked(id).sqe().raw().file())) {
      return kernel;
    }
    Kernel at = kernel.table(ring).isForWorker(req) ? kernel.binding(id) : kernel;
    for (Option<Kernel> next = step(at, ring, req); next.isDefined(); next = step(at, ring, req)) {
      at = next.get();
    }
    return at;
  }

  private static Option<Kernel> step(Kernel kernel, RingId ring, RequestId req) {
    Option<Choice<State, ?>> next = WorkerInProgress.next(kernel.state().at(ring), req);
    return next.flatMap(choice -> kernel.after(ring, choice));
  }
}
