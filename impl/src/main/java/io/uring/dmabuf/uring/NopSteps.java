package io.uring.dmabuf.uring;

import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Owner;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Call.Submit;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.Request.State;
import io.vavr.control.Option;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a request that does nothing but hold a registered buffer, of whatever kind: it has
 * no file and no range. One that finds none fails with -EFAULT; up to 6.18.2 its completion says 0
 * all the same, and only those that are linked to it notice. The specification has no such request.
 * Source: {@code io_uring/nop.c: io_nop}, from 6.13.
 */
public final class NopSteps {

  /** An SQE is consumed; its buffer is looked up when it is issued. */
  public static final Step<RingContext, Submitted> START_NOP =
      Step.<RingContext, Submitted>named("StartNop", Actor.TASK, RingDomains.SUBMITTED)
          .in(Group.SUBMISSION)
          .when("The ring is open.", (s, args) -> s.open())
          .when(RingContext.LOCK_IS_FREE, (s, args) -> s.lockIsFree())
          .when("The request object is free.", (s, args) -> s.isFree(args.req()))
          .tells(
              Event.RequestState.class,
              (before, args, after) -> Lifetimes.ofRequest(before, args.req(), after))
          .then((s, args) ->
              s.withRequest(args.req(), Request.submitted(args.sqe()))
                  .withCall(submitting(args.req(), args.sqe().slot(), false)));

  /**
   * It takes a reference of the node in its slot, if there is one, and is done: it completes in the
   * submission, or by task work ({@code IORING_NOP_TW}).
   */
  public static final Step<RingContext, NoArgs> ISSUE_NOP =
      Step.<RingContext>named("IssueNop", Actor.TASK)
          .in(Group.SUBMISSION)
          .when(
              "A submission of a NOP has come to I1.",
              (s, none) -> s.isAt(SubmitStage.LOOKUP) && s.requestOfCall().exists(s::isNop))
          .tells(Event.RequestBound.class, SubmitSteps::boundInCall)
          .tells(Event.RequestState.class, Lifetimes::ofCarried)
          .tells(Event.Lifetime.class, Lifetimes::ofBorrowedInCall)
          .then((s, none) -> s.during(Submit.class, submit -> issued(s, submit)));

  /** Task work takes {@code uring_lock} and issues a linked one. */
  public static final Step<RingContext, RequestId> ISSUE_LINKED_NOP =
      Step.<RingContext, RequestId>named("IssueLinkedNop", Actor.TASK_WORK, RingDomains.REQS)
          .in(Group.SUBMISSION)
          .when(RingContext.LOCK_IS_FREE, (s, req) -> s.lockIsFree())
          .when(
              "The request is a NOP, queued for task work.",
              (s, req) -> s.isNop(req) && s.isQueuedFor(req, Issuer.TASK_WORK))
          .tells(Event.RequestState.class, Lifetimes::ofRequest)
          .then((s, req) ->
              s.changingQueued(
                  req,
                  queued ->
                      s.withCall(submitting(req, queued.slot(), true))
                          .withQueued(s.queued().remove(req))));

  /** A worker takes {@code uring_lock} for the lookup, and is done with it. */
  public static final Step<RingContext, RequestId> WORKER_NOP =
      Step.<RingContext, RequestId>named("WorkerNop", Actor.WORKER, RingDomains.REQS)
          .in(Group.WORKER)
          .of((s, req) -> new Owner.Worker(req))
          .when(RingContext.LOCK_IS_FREE, (s, req) -> s.lockIsFree())
          .when(WorkerSteps.FOR_WORKER, (s, req) -> s.isNop(req) && s.isForWorker(req))
          .tells(Event.RequestBound.class, SubmitSteps::bound)
          .tells(Event.RequestState.class, Lifetimes::ofRequest)
          .tells(Event.Lifetime.class, Lifetimes::ofBorrowed)
          .then(NopSteps::issuedByWorker);

  private NopSteps() {}

  /** What it comes to: 0, or EFAULT where there is nothing in its slot. */
  private static int result(RingContext s, SlotId slot) {
    return s.nodeIn(slot).isDefined() ? 0 : -Errno.EFAULT.number();
  }

  private static Submit submitting(RequestId req, SlotId slot, boolean inWork) {
    return new Submit(req, slot, inWork, SubmitStage.LOOKUP, Option.none());
  }

  private static @Nullable RingContext issued(RingContext s, Submit submit) {
    RequestId req = submit.req();
    int result = result(s, submit.slot());
    RingContext bound = s.borrowing(req, submit.slot());
    return bound == null
        ? null
        : bound.changingRequest(
            req,
            request ->
                request.op() == Op.NOP_TW
                    ? bound
                        .withRequest(req, request.served(result).at(State.DONE))
                        .withCall(submit.at(SubmitStage.RETURN))
                    : bound
                        .withRequest(req, request.served(result))
                        .withCall(submit.at(SubmitStage.POST_CQE)));
  }

  private static @Nullable RingContext issuedByWorker(RingContext s, RequestId req) {
    return s.changingQueued(
        req,
        queued -> {
          RingContext bound = s.borrowing(req, queued.slot());
          return bound == null ? null : WorkerSteps.served(bound, req, result(s, queued.slot()));
        });
  }
}
