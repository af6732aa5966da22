package io.uring.dmabuf.scenario;

import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.scenario.UserData.Asked;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.system.CompletionSteps;
import io.uring.dmabuf.system.DeferredSteps;
import io.uring.dmabuf.system.EnvironmentSteps;
import io.uring.dmabuf.system.Outside;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.system.SubmissionSteps;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Queued;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.RawSqe;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.Submitted;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.Predicate;

/**
 * The task of the user: it submits, and its task work issues what is linked and completes what has
 * ended. What drives have ended waits until the scenario says so; the rest is done whenever the
 * task of a ring enters the kernel, or waits as well where it defers ({@link RingKind#DEFERRED}).
 */
final class UserTask {
  private final Session session;

  /** How many requests task work has completed. */
  private int completed;

  /** That of a machine's user. */
  UserTask(Session session) {
    this.session = session;
  }

  // Submission.

  /** One call hands over requests, chained by {@code IOSQE_IO_LINK}: how many, or the errno. */
  String submit(RingId ring, Vector<Calling.Request> requests) {
    int done = 0;
    boolean byWorker = false;
    Vector<Calling.Request> left = requests;
    while (!left.isEmpty()) {
      int linked = left.takeWhile(request -> request.flags().link()).size() + 1;
      Vector<Calling.Request> chain = left.take(linked);
      if (!submitChain(ring, chain)) {
        return Calling.result(done > 0 ? done : -Errno.EAGAIN.number());
      }
      byWorker |= chain.head().flags().async();
      done += chain.size();
      left = left.drop(linked);
    }
    entered(ring, byWorker);
    return "" + done;
  }

  private boolean submitChain(RingId ring, Vector<Calling.Request> chain) {
    Calling.Request head = chain.head();
    Step<State, Submitted> begin =
        head.flags().async() ? DeferredSteps.START_ASYNC : SubmissionSteps.SUBMIT;
    if (!submit(ring, head, begin)) {
      return false;
    }
    boolean all = chain.tail().forAll(next -> submit(ring, next, DeferredSteps.PREPARE_LINKED));
    session.finish(ring);
    session.streams().answer(ring, true);
    return all;
  }

  private boolean submit(RingId ring, Calling.Request request, Step<State, Submitted> step) {
    FileId target = session.names().file(request.file());
    if (request.op() == Op.WRITE_FIXED && session.streams().isCounter(target)) {
      throw ScenarioException.unusable("expected a read of an event counter: " + request.file());
    }
    long data = request.userData().getOrElse(() -> session.userData().nextUserData(ring));
    RawSqe sqe = new RawSqe(SlotId.of(request.slot()), request.op(), target, request.window());
    Submitted made = session.table(ring).next(sqe);
    if (!session.take(ring, new Choice<>(step, made))) {
      return false;
    }
    session
        .userData()
        .name(
            new RingRequest(ring, made.req()),
            new Asked(
                data,
                target,
                session.areaInSlot(ring, sqe.slot()),
                request.length(),
                request.flags().quiet(),
                request.flags().async()));
    return true;
  }

  /**
   * A request is looked for and cancelled: 0, or ENOENT where it is in no list that is searched.
   *
   * @param byRequest whether a request asks for it, which the thread of a polled ring issues: a
   *     call of another task does not look into the lists of that thread's workers
   */
  int cancel(RingId ring, long data, boolean byRequest) {
    boolean looksAtWorkers = byRequest || session.kind(ring) != RingKind.POLLED;
    for (RingRequest id : session.userData().ofRing(ring, data)) {
      if (session.take(ring, new Choice<>(Outside.CANCEL_IN_FLIGHT, id.req()))
          || looksAtWorkers
              && session.take(ring, new Choice<>(DeferredSteps.CANCEL_QUEUED, id.req()))) {
        return 0;
      }
      session.take(ring, new Choice<>(DeferredSteps.CANCEL_NOT_FOUND, id.req()));
    }
    return -Errno.ENOENT.number();
  }

  /**
   * The task of a ring has entered the kernel, where files may have answered in the meantime.
   *
   * @param byWorker whether it waits for its worker thread, and so asks for completions
   */
  void entered(RingId ring, boolean byWorker) {
    boolean deferred = session.kind(ring) == RingKind.DEFERRED;
    if (byWorker && !session.streams().isHeld()) {
      session.drives().workers();
      session.streams().answer(ring, true);
    }
    if (!deferred || byWorker && !session.streams().isHeld()) {
      toTheEnd(ring);
    }
  }

  /** Something has happened at the other end of a pipe: the rings that do not defer notice it. */
  void streamsChanged() {
    for (RingId ring : session.state().rings().all().ids()) {
      if (session.kind(ring) != RingKind.DEFERRED) {
        session.streams().answer(ring, false);
        toTheEnd(ring);
      }
    }
  }

  /** All that needs no drive is issued and completed. */
  private void toTheEnd(RingId ring) {
    while (pass(ring, this::needsNoDrive) > 0) {}
  }

  private boolean needsNoDrive(RingRequest id) {
    return session.streams().has(session.userData().asked(id).file())
        || session.request(id).flatMap(Request::result).contains(-Errno.ECANCELED.number());
  }

  // Task work.

  /** The task lets the kernel work: how many requests it has completed. */
  int work(RingId ring, Predicate<RingRequest> named) {
    int before = completed;
    boolean deferred = session.kind(ring) == RingKind.DEFERRED;
    boolean byWorker = deferred && session.streams().answer(ring, false);
    int done = pass(ring, named);
    while (done > 0 && (!deferred || byWorker)) {
      done = pass(ring, named);
    }
    session.drives().workers();
    return completed - before;
  }

  /** What was there at its beginning is issued, or completed: how many requests. */
  private int pass(RingId ring, Predicate<RingRequest> which) {
    Vector<RequestId> all =
        session
            .table(ring)
            .requests()
            .ids()
            .toVector()
            .filter(req -> which.test(new RingRequest(ring, req)));
    Vector<RequestId> linked =
        all.filter(req -> session.table(ring).isQueuedFor(req, Issuer.TASK_WORK));
    Vector<RequestId> others = all.reject(session.table(ring)::isBehind);
    int done = linked.count(req -> issues(ring, req));
    return done + others.removeAll(linked).count(req -> completes(ring, req));
  }

  private boolean issues(RingId ring, RequestId req) {
    binds(new RingRequest(ring, req));
    boolean issued = session.take(ring, new Choice<>(DeferredSteps.ISSUE_LINKED, req));
    session.finish(ring);
    session.streams().answer(ring, true);
    return issued;
  }

  /**
   * A request that was put off is about to take the buffer that is in its slot now: what it was
   * written for are addresses of the memory that was there before.
   */
  void binds(RingRequest id) {
    for (Queued queued : session.table(id.ring()).queued().get(id.req())) {
      Option<AreaId> now = session.areaInSlot(id.ring(), queued.slot());
      if (now.isDefined() && !now.equals(session.userData().asked(id).area())) {
        session.change(machine -> Outside.nowhere(machine, id.ring(), id.req()));
      }
    }
  }

  /** A request is completed; one that was not issued with what is behind it, which is cancelled. */
  private boolean completes(RingId ring, RequestId req) {
    boolean issued = session.request(new RingRequest(ring, req)).exists(r -> r.file().isDefined());
    Option<RequestId> behind = issued ? Option.none() : session.table(ring).tailOf(req);
    if (session.take(ring, new Choice<>(CompletionSteps.START_TASK_WORK, req))) {
      session.finish(ring);
      completed++;
      behind.forEach(next -> completes(ring, next));
      return true;
    }
    if (session.take(ring, new Choice<>(CompletionSteps.START_FREEING, req))) {
      session.finish(ring);
      return true;
    }
    session.take(ring, new Choice<>(DeferredSteps.PUNT, req));
    return false;
  }

  /** The completions of requests that succeed quietly ({@code IOSQE_CQE_SKIP_SUCCESS}). */
  void dropQuiet() {
    for (RingId ring : session.state().rings().all().ids()) {
      for (Cqe cqe : session.userData().completions(ring)) {
        if (session.userData().isQuiet(ring, cqe)) {
          session.take(
              ring, new Choice<>(EnvironmentSteps.REAP_CQE, RequestId.of((int) cqe.userData())));
        }
      }
    }
  }
}
