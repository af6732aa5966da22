package io.uring.dmabuf.history;

import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Queued;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.vavr.collection.List;
import io.vavr.control.Option;

/** The laws of steps of a ring that say when a request is issued, goes on, and is cancelled. */
final class DeferredStepAudit {

  /** The laws. */
  static final List<StepLaw<Told<RingContext>>> LAWS =
      List.of(
          new StepLaw<>("BindsAtIssue", DeferredStepAudit::bound),
          new StepLaw<>("TailAfterHead", DeferredStepAudit::movedOn),
          new StepLaw<>("CancelledInTime", DeferredStepAudit::cancelled),
          new StepLaw<>("SuccessWasInFlight", DeferredStepAudit::succeeded));

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

  /** A linked request moves on after the CQE of the one before, and is issued after a success. */
  private static Option<String> movedOn(Told<RingContext> before, Told<RingContext> after) {
    for (Entry<RequestId, Queued> entry : before.state().queued()) {
      Option<Queued> next = after.state().queued().get(entry.id());
      if (entry.value().awaits() instanceof Queued.Behind(RequestId head)
          && !next.exists(queued -> queued.awaits() instanceof Queued.Behind)) {
        boolean succeeded =
            before.state().requests().get(head).flatMap(Request::result).exists(r -> r > 0);
        if (before.history().request(head).cqes() != 1 || next.isDefined() && !succeeded) {
          return Option.some("request %s moves on before %s".formatted(entry.id(), head));
        }
      }
    }
    return Option.none();
  }

  /** Only what has not begun, or waits, is cancelled. */
  private static Option<String> cancelled(Told<RingContext> before, Told<RingContext> after) {
    for (Entry<RequestId, Request> entry : after.state().requests()) {
      Option<Request> was = before.state().requests().get(entry.id());
      boolean cancelled = isCancelled(Option.some(entry.value())) && !isCancelled(was);
      boolean inTime =
          before.state().queued().get(entry.id()).exists(DeferredStepAudit::isNotBegun)
              || was.exists(request -> request.state() == Request.State.IN_FLIGHT);
      if (cancelled && !inTime) {
        return Option.some("request %s is cancelled too late".formatted(entry.id()));
      }
    }
    return Option.none();
  }

  /** Who succeeds was in flight. */
  private static Option<String> succeeded(Told<RingContext> before, Told<RingContext> after) {
    for (Entry<RequestId, Request> entry : after.state().requests()) {
      Option<Request> was = before.state().requests().get(entry.id());
      if (isSuccess(Option.some(entry.value()))
          && !isSuccess(was)
          && !was.exists(request -> request.state() == Request.State.IN_FLIGHT)) {
        return Option.some("request %s succeeds and was not in flight".formatted(entry.id()));
      }
    }
    return Option.none();
  }

  private static boolean isSuccess(Option<Request> request) {
    return request.flatMap(Request::result).exists(res -> res >= 0);
  }

  private static boolean isNotBegun(Queued queued) {
    return !queued.isAtWork();
  }

  private static boolean isCancelled(Option<Request> request) {
    return request.flatMap(Request::result).contains(-Errno.ECANCELED.number());
  }
}
