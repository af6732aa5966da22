package io.uring.dmabuf.history;

import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Parts;
import io.uring.dmabuf.uring.Queued;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.SubmitStage;
import io.vavr.collection.List;
import io.vavr.control.Option;

/** The laws of steps of a ring that say when a request is issued, goes on, and is cancelled. */
final class DeferredStepAudit {

  /** The laws. */
  static final List<StepLaw<Told<RingContext>>> LAWS =
      List.of(
          new StepLaw<>("BindsAtIssue", DeferredStepAudit::bound),
          new StepLaw<>("TailAfterHead", DeferredStepAudit::movedOn),
          new StepLaw<>("HardlinksHold", DeferredStepAudit::severed),
          new StepLaw<>("CancelledInTime", DeferredStepAudit::cancelled),
          new StepLaw<>("SuccessWasInFlight", DeferredStepAudit::succeeded),
          new StepLaw<>("QueuesTakeParts", DeferredStepAudit::handedOn),
          new StepLaw<>("ChainBeforeIssue", DeferredStepAudit::late));

  private DeferredStepAudit() {}

  /** Whoever gets a node gets the one that is in its slot now; a worker waits for the lock. */
  private static Option<String> bound(Told<RingContext> before, Told<RingContext> after) {
    for (Entry<RequestId, Request> entry : after.state().requests()) {
      Option<Request> was = before.state().requests().get(entry.id());
      Option<NodeId> node = entry.value().node();
      boolean gets = node.isDefined() && was.flatMap(Request::node).isEmpty();
      if (gets && !rightly(before.state(), entry.id(), was, node)) {
        return Option.some(
            "request %s gets node %s out of its time or slot".formatted(entry.id(), node.get()));
      }
    }
    return Option.none();
  }

  private static boolean rightly(
      RingContext before, RequestId req, Option<Request> was, Option<NodeId> node) {
    Option<Queued> queued = before.queued().get(req);
    Option<SlotId> slot =
        queued
            .map(Queued::slot)
            .orElse(() ->
                before.call() instanceof Call.Submit submit
                    ? Option.some(submit.slot())
                    : Option.none());
    return was.exists(request -> request.state() == Request.State.ISSUING)
        && (queued.isEmpty() || before.lockIsFree())
        && slot.flatMap(before::nodeIn).equals(node);
  }

  /**
   * A linked request moves on after the CQE of the one before, and is issued after a success, if
   * the link is not hard.
   */
  private static Option<String> movedOn(Told<RingContext> before, Told<RingContext> after) {
    for (Entry<RequestId, Queued> entry : before.state().queued()) {
      Option<Queued> next = after.state().queued().get(entry.id());
      if (entry.value().awaits() instanceof Queued.Behind(RequestId head, boolean hard)
          && !next.exists(queued -> queued.awaits() instanceof Queued.Behind)) {
        boolean goesOn =
            hard || before.state().requests().get(head).flatMap(Request::result).exists(r -> r > 0);
        if (before.history().request(head).cqes() != 1 || next.isDefined() && !goesOn) {
          return Option.some("request %s moves on before %s".formatted(entry.id(), head));
        }
      }
    }
    return Option.none();
  }

  /** A hard link holds, but where the one before is cancelled for its own link. */
  private static Option<String> severed(Told<RingContext> before, Told<RingContext> after) {
    for (Entry<RequestId, Queued> entry : before.state().queued()) {
      if (entry.value().awaits() instanceof Queued.Behind(RequestId head, boolean hard) && hard) {
        Option<Queued> next = after.state().queued().get(entry.id());
        boolean breaks =
            before.state().isBehind(head) && after.state().queued().getOrNull(head) == null;
        boolean broken =
            next.exists(queued ->
                queued.awaits() instanceof Queued.Behind(RequestId _, boolean still) && !still);
        if (next.isEmpty() || broken != breaks) {
          String what = broken || next.isEmpty() ? "is severed" : "holds in a chain that is broken";
          return Option.some("the hard link behind request %s %s".formatted(head, what));
        }
      }
    }
    return Option.none();
  }

  /** Only what has not begun, or waits in poll, is cancelled; in a dying ring also what is next. */
  private static Option<String> cancelled(Told<RingContext> before, Told<RingContext> after) {
    for (Entry<RequestId, Request> entry : after.state().requests()) {
      Option<Request> was = before.state().requests().get(entry.id());
      boolean cancelled = isCancelled(Option.some(entry.value())) && !isCancelled(was);
      boolean inTime =
          before.state().queued().get(entry.id()).exists(DeferredStepAudit::isNotBegun)
              || before.state().isDying()
                  && before.state().isQueuedFor(entry.id(), Queued.Issuer.NEXT)
              || was.exists(request -> request.state() == Request.State.IN_FLIGHT)
                  && before.state().polls(entry.id());
      if (cancelled && !inTime) {
        return Option.some("request %s is cancelled too late".formatted(entry.id()));
      }
    }
    return Option.none();
  }

  /** What goes to a queue is handed on part by part; what waits in poll is whole. */
  private static Option<String> handedOn(Told<RingContext> before, Told<RingContext> after) {
    for (Entry<RequestId, Request> entry : before.state().requests()) {
      Request now = after.state().requests().getOrNull(entry.id());
      if (now == null || now.equals(entry.value())) {
        continue;
      }
      Parts was = entry.value().parts();
      Parts is = now.parts();
      boolean goesOn =
          now.state() == Request.State.ISSUING || now.state() == Request.State.IN_FLIGHT;
      boolean hands = goesOn && (is.left() < was.left() || is.out() > was.out());
      boolean rightly =
          before.state().polls(entry.id())
              ? is.left() == 0 && is.out() == 1 && was.left() == was.all()
              : is.left() == was.left() - 1 && is.out() == was.out() + 1
                  || is.left() == 0 && is.out() == was.out() && fails(now);
      if (hands && !rightly) {
        return Option.some("request %s goes on from %s to %s".formatted(entry.id(), was, is));
      }
    }
    return Option.none();
  }

  /** What is left of it was refused at the door of its queue. */
  private static boolean fails(Request request) {
    return request.result().contains(-Errno.EIO.number());
  }

  /** A chain is whole before its head is issued. */
  private static Option<String> late(Told<RingContext> before, Told<RingContext> after) {
    for (Entry<RequestId, Queued> entry : after.state().queued()) {
      boolean comes =
          entry.value().awaits() instanceof Queued.Behind
              && before.state().queued().getOrNull(entry.id()) == null;
      if (comes && !isReading(before)) {
        return Option.some("request %s comes behind one that is issued".formatted(entry.id()));
      }
    }
    return Option.none();
  }

  /** Whether the running call reads a chain, of whose head nothing is looked up. */
  private static boolean isReading(Told<RingContext> before) {
    return before.state().call() instanceof Call.Submit submit
        && !submit.inTaskWork()
        && (submit.stage() == SubmitStage.LOOKUP
            || before.state().requests().get(submit.req()).flatMap(Request::file).isEmpty())
        && before.history().request(submit.req()).cqes() == 0;
  }

  /** Who succeeds was in flight. */
  private static Option<String> succeeded(Told<RingContext> before, Told<RingContext> after) {
    for (Entry<RequestId, Request> entry : after.state().requests()) {
      Option<Request> was = before.state().requests().get(entry.id());
      if (isSuccess(Option.some(entry.value()))
          && !isSuccess(was)
          && !was.exists(request -> request.state() == Request.State.IN_FLIGHT)
          && !isCached(before.state(), entry.id())) {
        return Option.some("request %s succeeds and was not in flight".formatted(entry.id()));
      }
    }
    return Option.none();
  }

  /** Of ordinary pages the CPU may copy, where files need not be O_DIRECT; a write in a worker. */
  private static boolean isCached(RingContext before, RequestId req) {
    boolean reads = before.requests().get(req).exists(r -> r.op() == Op.READ_FIXED);
    return before.config().cached()
        && before.pinnedBy(req).isDefined()
        && (reads || before.queued().has(req));
  }

  /** Who is told that there is nothing more, as of a dead disk, was not served. */
  private static boolean isSuccess(Option<Request> request) {
    return request.flatMap(Request::result).exists(res -> res > 0);
  }

  private static boolean isNotBegun(Queued queued) {
    return !queued.isAtWork();
  }

  private static boolean isCancelled(Option<Request> request) {
    return request.flatMap(Request::result).contains(-Errno.ECANCELED.number());
  }
}
