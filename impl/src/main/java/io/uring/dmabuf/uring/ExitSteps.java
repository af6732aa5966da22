package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.RequestsDeviation.LINK_ISSUED_ON_DYING_RING;

import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Call.Submit;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.vavr.collection.List;
import io.vavr.control.Option;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a dying ring by which its requests end that nobody has begun; the others go on as
 * ever, and then {@link TeardownSteps#FREE_RING} comes.
 */
public final class ExitSteps {
  /** The guard of all of them. */
  static final String DYING = "The ring is dying.";

  private static final Domain<RequestId> WHERE_RINGS_DIE =
      RingDomains.reqs(bounds -> bounds.strings("Teardown").contains("dying"));

  /**
   * The exit work cancels a request that it finds in the list of io-wq, at a worker that was about
   * to begin with it, or in poll: -ECANCELED. Source: {@code io_uring/io_uring.c:
   * io_uring_try_cancel_requests}, base.
   */
  public static final Step<RingContext, RequestId> EXIT_CANCELS =
      Step.<RingContext, RequestId>named("ExitCancels", Actor.KWORKER, WHERE_RINGS_DIE)
          .in(Group.SUBMISSION)
          .when(DYING, (s, req) -> s.isDying())
          .when(RingContext.LOCK_IS_FREE, (s, req) -> s.lockIsFree())
          .when(
              "The request is in a list of io-wq, next at its worker, or in poll.",
              (s, req) -> s.isListed(req) || s.isQueuedFor(req, Issuer.NEXT) || s.isInPoll(req))
          .tells(Event.RequestState.class, Lifetimes::ofRequest)
          .then(ExitSteps::cancelled);

  /**
   * The task work of a request that was refused is run by a work queue, which has no io-wq to hand
   * it to: -ECANCELED. Source: {@code io_uring/io_uring.c: io_fallback_req_func}, {@code
   * io_queue_iowq}, base.
   */
  public static final Step<RingContext, RequestId> EXIT_REFUSES =
      Step.<RingContext, RequestId>named("ExitRefuses", Actor.KWORKER, WHERE_RINGS_DIE)
          .in(Group.TASKWORK)
          .when(DYING, (s, req) -> s.isDying())
          .when(RingContext.LOCK_IS_FREE, (s, req) -> s.lockIsFree())
          .when(
              "The request was refused, and task work does not know yet.",
              (s, req) -> s.isQueuedFor(req, Issuer.PUNTING))
          .tells(Event.RequestState.class, Lifetimes::ofRequest)
          .then((s, req) -> s.endingUnissued(req, Errno.ECANCELED));

  /**
   * Task work does not issue what was linked to a success: -EFAULT. Source: {@code
   * io_uring/io_uring.c: io_req_task_submit}, base.
   */
  public static final Step<RingContext, RequestId> LINK_DIES =
      Step.<RingContext, RequestId>named("LinkDies", Actor.TASK_WORK, WHERE_RINGS_DIE)
          .in(Group.SUBMISSION)
          .when(DYING, (s, req) -> s.isDying())
          .when(RingContext.LOCK_IS_FREE, (s, req) -> s.lockIsFree())
          .when(
              "The request is queued for task work.",
              (s, req) -> s.isQueuedFor(req, Issuer.TASK_WORK))
          .tells(Event.RequestState.class, Lifetimes::ofRequest)
          .then(ExitSteps::dead);

  /** All of them. */
  public static final List<Step<RingContext, ?>> ALL = Step.declaredIn(ExitSteps.class);

  private ExitSteps() {}

  private static @Nullable RingContext cancelled(RingContext s, RequestId req) {
    if (s.isListed(req)) {
      return s.endingUnissued(req, Errno.ECANCELED);
    }
    return s.isQueuedFor(req, Issuer.NEXT)
        ? WorkerSteps.failed(s, req, Option.none(), Errno.ECANCELED)
        : s.changingRequest(req, request -> s.withRequest(req, request.failed(Errno.ECANCELED)));
  }

  private static @Nullable RingContext dead(RingContext s, RequestId req) {
    boolean issues = s.design().deviates(LINK_ISSUED_ON_DYING_RING);
    return s.changingQueued(
        req,
        queued ->
            s.changingRequest(
                req,
                request ->
                    s.withRequest(
                            req,
                            issues ? request.withFile(queued.file()) : request.over(Errno.EFAULT))
                        .withCall(
                            new Submit(
                                req,
                                queued.slot(),
                                true,
                                issues ? SubmitStage.LOOKUP : SubmitStage.POST_CQE,
                                Option.none()))
                        .withQueued(s.queued().remove(req))));
  }
}
