package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.RequestsDeviation.CANCELLED_FORGETS_NODE;

import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Request.State;
import io.vavr.collection.List;

/** The steps of cancellation, by a request or by a call. */
public final class CancelSteps {

  /**
   * A request that no worker has begun is taken off the list of io-wq: -ECANCELED. Source: {@code
   * io_uring/cancel.c: io_async_cancel_one}, base.
   */
  public static final Step<RingContext, RequestId> CANCEL_QUEUED =
      cancelling("CancelQueued", "queued")
          .when("The request is in a list of io-wq.", RingContext::isListed)
          .tells(Event.RequestState.class, Lifetimes::ofRequest)
          .then((s, req) -> s.endingUnissued(req, Errno.ECANCELED));

  /**
   * A linked request that is not issued is in no list that is searched, nor is one that was refused
   * and waits for task work: the cancellation returns -ENOENT, and nothing changes. Source: {@code
   * io_uring/cancel.c: io_try_cancel}, base.
   */
  public static final Step<RingContext, RequestId> CANCEL_NOT_FOUND =
      cancelling("CancelNotFound", "queued")
          .when(
              "The request is linked and not issued, or waits for task work to punt it.",
              RingContext::isInNoList)
          .then((s, req) -> s);

  /**
   * A request that waits, as on a pipe, ends with -ECANCELED and holds its node until task work
   * drops it. Source: {@code io_uring/poll.c: io_poll_cancel}, base.
   */
  public static final Step<RingContext, RequestId> CANCEL_IN_FLIGHT =
      cancelling("CancelInFlight", "inflight")
          .when("The request is in flight.", (s, req) -> s.isRequest(req, State.IN_FLIGHT))
          .when("It waits in poll: no device has it.", RingContext::polls)
          .tells(Event.RequestState.class, Lifetimes::ofRequest)
          .then((s, req) ->
              s.changingRequest(
                  req,
                  request -> {
                    Request failed = request.failed(Errno.ECANCELED);
                    return s.withRequest(
                        req,
                        s.design().deviates(CANCELLED_FORGETS_NODE)
                            ? failed.holdingNothing()
                            : failed);
                  }));

  /** All of them. */
  public static final List<Step<RingContext, ?>> ALL = Step.declaredIn(CancelSteps.class);

  private CancelSteps() {}

  private static Step.Making<RingContext, RequestId> cancelling(String action, String what) {
    return Step.<RingContext, RequestId>named(
            action,
            Actor.TASK,
            RingDomains.reqs(bounds -> bounds.strings("Cancels").contains(what)))
        .in(Group.SUBMISSION)
        .when("The ring is open.", (s, req) -> s.open())
        .when(RingContext.LOCK_IS_FREE, (s, req) -> s.lockIsFree());
  }
}
