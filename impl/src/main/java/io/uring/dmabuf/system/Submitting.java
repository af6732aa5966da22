package io.uring.dmabuf.system;

import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Linked;
import io.uring.dmabuf.uring.Submitted;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.Function;

/**
 * The call that hands over requests, chained by {@code IOSQE_IO_LINK} or {@code IOSQE_IO_HARDLINK}.
 * Source: {@code io_uring/io_uring.c: io_submit_sqes}, {@code io_submit_sqe}, base.
 */
final class Submitting {
  private Submitting() {}

  /**
   * How many entries were consumed; EBADF for a ring that is closed, EAGAIN where not even the
   * first one gets a request object.
   */
  static Returned<Integer> submit(Kernel kernel, RingId ring, Vector<UringSqe> entries) {
    Option<Errno> closed = Calls.closed(kernel.table(ring));
    if (closed.isDefined()) {
      return Returned.of(kernel, closed);
    }
    Kernel at = kernel;
    Vector<UringSqe> left = entries;
    while (!left.isEmpty()) {
      int linked = left.takeWhile(sqe -> sqe.flags().chains()).size() + 1;
      Returned<Boolean> chain = chain(at, ring, left.take(linked));
      at = chain.kernel();
      if (!chain.value()) {
        int done = entries.size() - left.size();
        return new Returned<>(at, done > 0 ? done : -Errno.EAGAIN.number());
      }
      left = left.drop(linked);
    }
    boolean byWorker = entries.exists(sqe -> sqe.flags().async());
    return new Returned<>(TaskWork.entered(at, ring, byWorker), entries.size());
  }

  /** Whether all of a chain is consumed. */
  private static Returned<Boolean> chain(Kernel kernel, RingId ring, Vector<UringSqe> chain) {
    UringSqe head = chain.head();
    Step<State, Submitted> inline =
        head.raw().op().isNop() ? Nops.SUBMIT_NOP : SubmissionSteps.SUBMIT;
    Step<State, Submitted> begin = head.flags().async() ? DeferredSteps.START_ASYNC : inline;
    Option<Kernel> begun = consumed(kernel, ring, head, begin, made -> made);
    if (begun.isEmpty()) {
      return new Returned<>(kernel, false);
    }
    Kernel at = begun.get();
    boolean all = true;
    boolean hard = head.flags().hard();
    for (UringSqe next : chain.tail()) {
      boolean behindHard = hard;
      Option<Kernel> prepared =
          consumed(
              at, ring, next, DeferredSteps.PREPARE_LINKED, made -> new Linked(made, behindHard));
      hard = next.flags().hard();
      all &= prepared.isDefined();
      if (!all) {
        break;
      }
      at = prepared.get();
    }
    Kernel issued = at.finished(ring).kernel();
    return new Returned<>(Answering.answered(issued, ring, true).kernel(), all);
  }

  /** An entry is consumed; none where there is no free request object. */
  private static <A> Option<Kernel> consumed(
      Kernel kernel, RingId ring, UringSqe sqe, Step<State, A> step, Function<Submitted, A> args) {
    Submitted made = kernel.table(ring).next(sqe.raw());
    RingRequest id = new RingRequest(ring, made.req());
    return kernel
        .asking(id, sqe)
        .after(ring, step, args.apply(made))
        .map(next -> next.bindingInline(id));
  }
}
