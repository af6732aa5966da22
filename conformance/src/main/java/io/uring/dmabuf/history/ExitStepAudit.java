package io.uring.dmabuf.history;

import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Life;
import io.uring.dmabuf.uring.Queued;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.vavr.collection.List;
import io.vavr.control.Option;

/** The laws of steps that say how a ring comes to its end. */
final class ExitStepAudit {

  /** The laws. */
  static final List<StepLaw<Told<RingContext>>> LAWS =
      List.of(
          new StepLaw<>("NothingNewInDyingRing", ExitStepAudit::comes),
          new StepLaw<>("RingsEndInOrder", ExitStepAudit::ended));

  private ExitStepAudit() {}

  /** Nothing new comes to a ring that is closed, but a node to what a worker begins with. */
  private static Option<String> comes(Told<RingContext> before, Told<RingContext> after) {
    if (before.state().open()) {
      return Option.none();
    }
    for (Entry<RequestId, Queued> entry : after.state().queued()) {
      if (!before.state().queued().has(entry.id())) {
        return Option.some("request %s is put off, and its ring closed".formatted(entry.id()));
      }
    }
    for (Entry<RequestId, Request> entry : after.state().requests()) {
      Option<Request> was = before.state().requests().get(entry.id());
      boolean binds = entry.value().node().isDefined() && was.flatMap(Request::node).isEmpty();
      if (was.isEmpty() || binds && !isForWorker(before.state(), entry.id())) {
        return Option.some("request %s is begun with, and its ring closed".formatted(entry.id()));
      }
    }
    return Option.none();
  }

  private static boolean isForWorker(RingContext ring, RequestId req) {
    return ring.isQueuedFor(req, Issuer.WORKER) || ring.isQueuedFor(req, Issuer.NEXT);
  }

  /** A ring is closed, and then ended, under its uring_lock. */
  private static Option<String> ended(Told<RingContext> before, Told<RingContext> after) {
    RingContext was = before.state();
    RingContext now = after.state();
    if (was.life() == now.life()) {
      return Option.none();
    }
    boolean ends = now.call() instanceof Call.Teardown teardown && teardown.exit();
    boolean inOrder =
        now.life().ordinal() == was.life().ordinal() + 1
            && was.lockIsFree()
            && now.table().equals(was.table())
            && ends == (now.life() == Life.CLOSED);
    return Option.when(
        !inOrder, () -> "a ring that was %s is %s in a call".formatted(was.life(), now.life()));
  }
}
