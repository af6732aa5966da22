package io.uring.dmabuf.system;

import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.Predicate;

/**
 * What the task of a ring does beside its calls: it issues what is linked to a success, and
 * completes what has ended. What drives have ended waits until the user lets it work; the rest is
 * done whenever the task enters the kernel, or waits as well where it defers ({@link
 * RingKind#DEFERRED}). Source: {@code io_uring/io_uring.c: io_req_task_submit}, {@code
 * io_free_batch_list}, base.
 */
final class TaskWork {
  private TaskWork() {}

  /**
   * The task of a ring has entered the kernel, where files may have answered in the meantime.
   *
   * @param byWorker whether it waits for its worker thread, and so asks for completions
   */
  static Kernel entered(Kernel kernel, RingId ring, boolean byWorker) {
    boolean waits = byWorker && !kernel.held();
    Kernel at = waits ? Answering.answered(Workers.gone(kernel), ring, true).kernel() : kernel;
    return waits || kernel.kind(ring) != RingKind.DEFERRED ? toTheEnd(at, ring) : at;
  }

  /** Something has happened at the other end of a pipe: the rings that do not defer notice it. */
  static Kernel streamsChanged(Kernel kernel) {
    Kernel at = kernel;
    for (RingId ring : kernel.rings()) {
      if (at.kind(ring) != RingKind.DEFERRED) {
        at = toTheEnd(Answering.answered(at, ring, false).kernel(), ring);
      }
    }
    return at;
  }

  /** The worker thread that was kept busy turns to its list. */
  static Kernel released(Kernel kernel, RingId ring) {
    Kernel answered = Answering.answered(kernel, ring, false).kernel();
    return streamsChanged(entered(answered, ring, true));
  }

  /** All that needs no drive is issued and completed. */
  private static Kernel toTheEnd(Kernel kernel, RingId ring) {
    Passed passed = pass(kernel, ring, TaskWork::needsNoDrive);
    while (passed.done() > 0) {
      passed = pass(passed.kernel(), ring, TaskWork::needsNoDrive);
    }
    return passed.kernel();
  }

  private static boolean needsNoDrive(Kernel kernel, RingRequest id) {
    return kernel.isStream(kernel.asked(id).sqe().raw().file())
        || kernel.request(id).flatMap(Request::result).contains(-Errno.ECANCELED.number());
  }

  /** The task lets the kernel work: how many requests it has completed. */
  static Returned<Integer> work(Kernel kernel, RingId ring, Predicate<RingRequest> named) {
    Which which = (at, id) -> named.test(id);
    boolean deferred = kernel.kind(ring) == RingKind.DEFERRED;
    boolean oneRound =
        deferred && !kernel.state().design().deviates(CallDeviation.LINKED_IN_THE_SAME_ROUND);
    Returned<Boolean> answered =
        deferred ? Answering.answered(kernel, ring, false) : new Returned<>(kernel, false);
    Passed passed = pass(answered.kernel(), ring, which);
    int completed = passed.completed();
    while (passed.done() > 0 && (!oneRound || answered.value())) {
      passed = pass(passed.kernel(), ring, which);
      completed += passed.completed();
    }
    return new Returned<>(Workers.gone(passed.kernel()), completed);
  }

  /** Which requests are meant, as they are now. */
  @FunctionalInterface
  private interface Which {
    boolean test(Kernel kernel, RingRequest id);
  }

  /**
   * One round of task work.
   *
   * @param done how many requests it has issued or completed
   * @param completed how many have a CQE now
   */
  private record Passed(Kernel kernel, int done, int completed) {
    private Passed with(Kernel next) {
      return new Passed(next, done, completed);
    }

    private Passed and(Kernel next, int more, int moreCompleted) {
      return new Passed(next, done + more, completed + moreCompleted);
    }
  }

  /** What was there at its beginning is issued, or completed, in the order of the list. */
  private static Passed pass(Kernel kernel, RingId ring, Which which) {
    Vector<RequestId> all =
        kernel
            .requests(ring, req -> which.test(kernel, new RingRequest(ring, req)))
            .reject(kernel.table(ring)::isBehind)
            .sortBy(req -> turn(kernel, new RingRequest(ring, req)));
    Passed passed = new Passed(kernel, 0, 0);
    for (RequestId req : all) {
      passed =
          kernel.table(ring).isQueuedFor(req, Issuer.TASK_WORK)
              ? issued(passed, ring, req)
              : completed(passed, ring, req);
    }
    return passed;
  }

  private static int turn(Kernel kernel, RingRequest id) {
    return kernel.asked(id).turn().getOrElse(Integer.MAX_VALUE);
  }

  /** Whether a request is in the list of task work: to be issued behind another, or completed. */
  static boolean isLeft(RingContext table, RequestId req) {
    return table.isRequest(req, Request.State.DONE) || table.isQueuedFor(req, Issuer.TASK_WORK);
  }

  private static Passed issued(Passed before, RingId ring, RequestId req) {
    Kernel bound = before.kernel().binding(new RingRequest(ring, req));
    Step<State, RequestId> issue =
        bound.table(ring).isNop(req) ? Nops.ISSUE_LINKED_NOP : DeferredSteps.ISSUE_LINKED;
    Option<Kernel> begun = bound.after(ring, issue, req);
    Kernel issued = begun.getOrElse(bound).finished(ring).kernel();
    return before.and(
        Answering.answered(issued, ring, true).kernel(), begun.isDefined() ? 1 : 0, 0);
  }

  /** A request is completed; one that was not issued with what is behind it, which is cancelled. */
  private static Passed completed(Passed before, RingId ring, RequestId req) {
    Kernel kernel = before.kernel();
    boolean wasIssued =
        kernel.request(new RingRequest(ring, req)).exists(r -> r.file().isDefined());
    Option<RequestId> behind = wasIssued ? Option.none() : kernel.table(ring).tailOf(req);
    Option<Kernel> ends = kernel.after(ring, CompletionSteps.START_TASK_WORK, req);
    if (ends.isDefined()) {
      Passed one = before.and(ends.get().finished(ring).kernel(), 1, 1);
      return behind.fold(() -> one, next -> withBehind(one, ring, next));
    }
    return kernel
        .after(ring, CompletionSteps.START_FREEING, req)
        .map(freed -> before.and(freed.finished(ring).kernel(), 1, 0))
        .getOrElse(
            () -> before.with(kernel.after(ring, DeferredSteps.PUNT, req).getOrElse(kernel)));
  }

  private static Passed withBehind(Passed before, RingId ring, RequestId req) {
    Passed after = completed(before, ring, req);
    return new Passed(after.kernel(), before.done(), after.completed());
  }
}
