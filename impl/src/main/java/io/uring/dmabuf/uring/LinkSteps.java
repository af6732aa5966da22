package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.RequestsDeviation.HARDLINK_SEVERED;
import static io.uring.dmabuf.uring.RequestsDeviation.HEAD_RESULT_IGNORED;
import static io.uring.dmabuf.uring.RequestsDeviation.TAIL_BINDS_AT_SUBMISSION;
import static io.uring.dmabuf.uring.RequestsDeviation.TAIL_NEVER_GOES_ON;

import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.Owner;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Call.Submit;
import io.uring.dmabuf.uring.Queued.Behind;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.vavr.collection.List;
import io.vavr.control.Option;
import org.jspecify.annotations.Nullable;

/** The steps of linked requests, which wait for the end of the one before. */
public final class LinkSteps {

  /**
   * A linked request, and what became of the one before it.
   *
   * @param req the linked one
   * @param all whether the request before did all that it was asked for
   */
  public record Settled(RequestId req, boolean all) {}

  /**
   * A request that is issued now, when its file is looked up.
   *
   * @param req the request
   * @param gotFile whether the descriptor of the file is open
   */
  public record Issued(RequestId req, boolean gotFile) {}

  /**
   * The SQE that was consumed last has {@code IOSQE_IO_LINK}, or {@code IOSQE_IO_HARDLINK}, and
   * this is the next one: it is queued behind the last of the chain. Source: {@code
   * io_uring/io_uring.c: io_submit_sqe}, base.
   */
  public static final Step<RingContext, Linked> PREPARE_LINKED =
      Lifetimes.ofSubmitted(
              Step.<RingContext, Linked>named("PrepareLinked", Actor.TASK, RingDomains.LINKED),
              Linked::req)
          .in(Group.SUBMISSION)
          .when(
              "A submission is in progress and has not issued its head.",
              (s, args) -> s.isBeforeIssue())
          .when("The request object is free.", (s, args) -> s.isFree(args.req()))
          .then((s, args) ->
              s.call() instanceof Submit submit
                  ? s.submitting(
                      args.submitted(),
                      new Behind(s.lastOf(submit.req()), args.hard()),
                      s.design().deviates(TAIL_BINDS_AT_SUBMISSION))
                  : null);

  /**
   * The request before is complete, and is about to drop its node: task work will issue the next
   * one, or it ends with -ECANCELED. Source: {@code io_uring/io_uring.c: io_queue_next}, {@code
   * io_uring/timeout.c: io_disarm_next}, base.
   */
  public static final Step<RingContext, Settled> LINK_SETTLED =
      Step.<RingContext, Settled>named(
              "LinkSettled",
              Actor.TASK_WORK,
              new Domain<>(
                  bounds ->
                      RingDomains.REQS
                          .all()
                          .apply(bounds)
                          .flatMap(req -> List.of(false, true).map(all -> new Settled(req, all))),
                  args -> List.of(args.req().number(), args.all())))
          .in(s -> s.callGroup(), Group.SUBMISSION, Group.TASKWORK)
          .when(
              "The request of the call is complete, and this one behind it.",
              (s, args) -> s.toSettle().contains(args.req()))
          .when(
              "Who did all that was asked for has succeeded.",
              (s, args) -> !args.all() || s.resultOfCall().exists(res -> res >= 0))
          .tells(
              Event.RequestState.class,
              (before, args, after) -> Lifetimes.ofRequest(before, args.req(), after))
          .then(LinkSteps::settled);

  /**
   * Task work takes {@code uring_lock} and issues a linked request. Its file is looked up now.
   * Source: {@code io_uring/io_uring.c: io_req_task_submit}, base.
   */
  public static final Step<RingContext, Issued> ISSUE_LINKED =
      Step.<RingContext, Issued>named(
              "IssueLinked",
              Actor.TASK_WORK,
              new Domain<>(
                  bounds ->
                      RingDomains.REQS
                          .all()
                          .apply(bounds)
                          .flatMap(
                              req -> RingDomains.opens(bounds).map(open -> new Issued(req, open))),
                  args -> List.of(args.req().number(), args.gotFile())))
          .in(Group.SUBMISSION)
          .when(RingContext.LOCK_IS_FREE, (s, args) -> s.lockIsFree())
          .when(
              "The request is queued for task work.",
              (s, args) -> s.isQueuedFor(args.req(), Issuer.TASK_WORK))
          .when("The ring is not dying.", (s, args) -> !s.isDying())
          .tells(
              Event.RequestState.class,
              (before, args, after) -> Lifetimes.ofRequest(before, args.req(), after))
          .then(LinkSteps::issuing);

  /**
   * A worker is the last to have a request that another is linked to: it goes on with that one, or
   * that one ends with -ECANCELED. Source: {@code io_uring/io_uring.c: io_wq_free_work}, {@code
   * io_req_find_next}, base.
   */
  public static final Step<RingContext, Settled> WORKER_SETTLES =
      Step.<RingContext, Settled>named("WorkerSettles", Actor.WORKER, LINK_SETTLED.domain())
          .in(Group.WORKERPUT)
          .of((s, args) -> new Owner.Worker(s.headOf(args.req()).getOrElse(args.req())))
          .when(
              "A worker is the last to have the request before this one.",
              (s, args) ->
                  s.headOf(args.req()).exists(head -> s.isRequest(head, Request.State.POSTED)))
          .when(
              "Who did all that was asked for has succeeded.",
              (s, args) ->
                  !args.all() || s.headOf(args.req()).flatMap(s::resultOf).exists(res -> res >= 0))
          .tells(
              Event.RequestState.class,
              (before, args, after) ->
                  before
                      .headOf(args.req())
                      .fold(List::<Event>empty, head -> Lifetimes.ofRequest(before, head, after))
                      .appendAll(Lifetimes.ofRequest(before, args.req(), after)))
          .then(LinkSteps::goneOn);

  /** All of them. */
  public static final List<Step<RingContext, ?>> ALL = Step.declaredIn(LinkSteps.class);

  private LinkSteps() {}

  private static @Nullable RingContext goneOn(RingContext s, Settled args) {
    RequestId head = s.headOf(args.req()).getOrNull();
    RingContext put = head == null ? null : WorkerSteps.returned(s, head);
    return put == null ? null : told(put, args.req(), goesOn(s, args), Issuer.NEXT);
  }

  /** A linked request is told that somebody goes on with it, or that it ends with -ECANCELED. */
  private static @Nullable RingContext told(
      RingContext s, RequestId req, boolean goesOn, Issuer by) {
    return goesOn ? s.handing(req, by) : s.changingQueued(req, queued -> s.severing(req));
  }

  /** Whether the link holds: after a success, or whatever the one before came to if it is hard. */
  private static boolean goesOn(RingContext s, Settled args) {
    return args.all() || s.isHardlinked(args.req()) && !s.design().deviates(HARDLINK_SEVERED);
  }

  private static @Nullable RingContext settled(RingContext s, Settled args) {
    boolean goesOn =
        (goesOn(s, args) || s.design().deviates(HEAD_RESULT_IGNORED))
            && !s.design().deviates(TAIL_NEVER_GOES_ON);
    return told(s, args.req(), goesOn, Issuer.TASK_WORK);
  }

  private static @Nullable RingContext issuing(RingContext s, Issued args) {
    RequestId req = args.req();
    boolean gotFile = args.gotFile();
    return s.changingQueued(
        req,
        queued ->
            s.changingRequest(
                req,
                request -> {
                  boolean bound = request.node().isDefined();
                  SubmitStage stage =
                      !gotFile
                          ? SubmitStage.POST_CQE
                          : bound ? SubmitStage.IMPORT : SubmitStage.LOOKUP;
                  Request next =
                      gotFile ? request.withFile(queued.file()) : request.over(Errno.EBADF);
                  return s.withRequest(req, next)
                      .withCall(new Submit(req, queued.slot(), true, stage, Option.none()))
                      .withQueued(s.queued().remove(req));
                }));
  }
}
