package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.RequestsDeviation.ASYNC_BINDS_AT_SUBMISSION;
import static io.uring.dmabuf.uring.RequestsDeviation.NOWAIT_PUT_OFF;
import static io.uring.dmabuf.uring.RequestsDeviation.WORKER_BORROWS_WITHOUT_REFERENCE;
import static io.uring.dmabuf.uring.RingContextAlternative.PUNT_IN_SUBMISSION;

import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Owner;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Call.OnRequest;
import io.uring.dmabuf.uring.Call.TaskWork;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The steps of requests that a worker thread of io-wq issues: at once, or after their inline issue
 * was refused.
 */
public final class WorkerSteps {

  /** The guard of what a worker begins with, for which it takes a thread where it is listed. */
  static final String FOR_WORKER = "The request is a worker's, or in the list of io-wq.";

  /**
   * A request whose range is imported.
   *
   * @param req the request
   * @param what what becomes of it
   */
  public record Imported(RequestId req, Import what) {}

  /** Requests, in models of the table alone in which a tag may be refused. */
  private static final Domain<RequestId> WHERE_TAGS_ARE_SHORT =
      RingDomains.reqs(bounds -> bounds.strings("Deferrals").contains("refused"));

  /**
   * The SQE has {@code IOSQE_ASYNC}: the request goes to the list of io-wq without an attempt.
   * Source: {@code io_uring/io_uring.c: io_queue_iowq}, base.
   */
  public static final Step<RingContext, Submitted> START_ASYNC =
      Lifetimes.ofSubmitted(
              Step.<RingContext, Submitted>named(
                  "StartAsync", Actor.TASK, RingDomains.deferred("async")))
          .in(Group.SUBMISSION)
          .when("The ring is open.", (s, sqe) -> s.open())
          .when(RingContext.LOCK_IS_FREE, (s, sqe) -> s.lockIsFree())
          .when("The request object is free.", (s, args) -> s.isFree(args.req()))
          .then((s, args) ->
              s.submitting(args, Issuer.WORKER, s.design().deviates(ASYNC_BINDS_AT_SUBMISSION)));

  /**
   * The worker finds the descriptor closed: -EBADF. Source: {@code io_uring/io_uring.c:
   * io_wq_submit_work}, base.
   */
  public static final Step<RingContext, RequestId> WORKER_FINDS_NO_FILE =
      finding("WorkerFindsNoFile", false)
          .when(FOR_WORKER, RingContext::isForWorker)
          .tells(Event.RequestState.class, Lifetimes::ofRequest)
          .then((s, req) -> failed(s, req, Option.none(), Errno.EBADF));

  /**
   * The worker has the file, takes {@code uring_lock}, takes a reference of the node that is in the
   * slot now, or fails with -EFAULT, and gives the lock back. Source: {@code io_uring/rsrc.c:
   * io_find_buf_node}, base.
   */
  public static final Step<RingContext, RequestId> WORKER_LOOKUP =
      finding("WorkerLookup", true)
          .when(RingContext.LOCK_IS_FREE, (s, req) -> s.lockIsFree())
          .when(FOR_WORKER, RingContext::isForWorker)
          .tells(Event.RequestBound.class, SubmitSteps::bound)
          .tells(Event.RequestState.class, Lifetimes::ofRequest)
          .tells(Event.Lifetime.class, Lifetimes::ofBorrowed)
          .then(WorkerSteps::lookedUp);

  /**
   * The worker imports the range, without {@code uring_lock}: it is accepted, or the request fails
   * and keeps its node until task work drops it. One that was punted begins here. Source: {@code
   * io_uring/rsrc.c: io_import_fixed}, {@code io_import_dmabuf}, patch 11 (I2-I8); {@code
   * io_uring/rw.c: io_init_rw_fixed}, patch 12 (I9); {@code block/fops.c: blkdev_direct_IO}, base
   * (D1-D2).
   */
  public static final Step<RingContext, Imported> WORKER_IMPORT =
      Step.<RingContext, Imported>named(
              "WorkerImport",
              Actor.WORKER,
              new Domain<>(
                  bounds ->
                      RingDomains.REQS
                          .all()
                          .apply(bounds)
                          .flatMap(req ->
                              RingDomains.imports(bounds).map(what -> new Imported(req, what))),
                  args -> List.of(args.req().number(), RingDomains.label(args.what()))))
          .in(Group.WORKER)
          .of((s, args) -> new Owner.Worker(args.req()))
          .when(
              FOR_WORKER,
              (s, args) ->
                  s.isQueuedFor(args.req(), Issuer.IMPORTING)
                      || s.isQueuedFor(args.req(), Issuer.PUNTED))
          .when(
              SubmitSteps.FILE_ANSWERS,
              (s, args) -> SubmitSteps.answers(s, args.req(), args.what()))
          .tells(
              Event.RequestState.class,
              (before, args, after) -> Lifetimes.ofRequest(before, args.req(), after))
          .then((s, args) ->
              switch (args.what()) {
                case Import.Accepted accepted -> accepted(s, args.req(), accepted);
                case Import.Ended ended -> served(s, args.req(), 0);
                case Import.Cached cached ->
                    s.changingRequest(
                        args.req(), request -> served(s, args.req(), cached.bytesOf(request)));
                case Import.Refused refused ->
                    s.changingQueued(
                        args.req(),
                        queued ->
                            failed(s, args.req(), Option.some(queued.file()), refused.errno()));
              });

  /**
   * The worker issues a request on ordinary pages of a pollable file. Source: {@code io_uring/rw.c:
   * io_read_fixed}, {@code io_write_fixed}, base (D1).
   */
  public static final Step<RingContext, RequestId> WORKER_ISSUE_ORDINARY =
      issuing("WorkerIssueOrdinary")
          .when("It waits in poll.", RingContext::polls)
          .then((s, req) -> handedOn(s, req, Request::polling));

  /**
   * The block layer has a request for a part of it, whose end comes by interrupt; the worker goes
   * on with the next part, if there is one. Source: {@code block/blk-mq.c: blk_mq_submit_bio}, base
   * (B5).
   */
  public static final Step<RingContext, RequestId> WORKER_DISPATCHED =
      issuing("WorkerDispatched")
          .when("It does not wait in poll.", (s, req) -> !s.polls(req))
          .then(WorkerSteps::dispatched);

  /**
   * No tag is free, or there is more than one part, and an inline issue does not wait: the bio ends
   * with -EAGAIN. No CQE: the request keeps node and file, and waits for task work to hand it to
   * io-wq; with {@code RWF_NOWAIT} it is over, and task work completes it. Source: {@code
   * block/blk-mq.c: blk_mq_submit_bio}, base (B5); {@code io_uring/rw.c: io_rw_should_reissue},
   * base (C5).
   */
  public static final Step<RingContext, NoArgs> REFUSED =
      Step.<RingContext, NoArgs>named(
              "Refused",
              Actor.TASK,
              new Domain<>(
                  bounds ->
                      bounds.strings("Deferrals").contains("refused")
                          ? List.of(NoArgs.NONE)
                          : List.empty(),
                  none -> List.empty()))
          .in(Group.SUBMISSION)
          .when("A submission has come to B5.", (s, none) -> s.isAt(SubmitStage.GET_TAG))
          .needs(
              "Its request has a file.",
              (s, none) ->
                  s.requestOfCall().flatMap(s.requests()::get).exists(r -> r.file().isDefined()))
          .tells(Event.RequestState.class, Lifetimes::ofCarried)
          .then((s, none) -> s.during(Call.Submit.class, submit -> refused(s, submit)));

  /**
   * Task work takes {@code uring_lock}, posts no CQE for a request whose inline issue was refused,
   * and hands it to io-wq with its node and its file. Source: {@code io_uring/io_uring.c:
   * io_free_batch_list}, {@code io_queue_iowq}, base (C7).
   */
  public static final Step<RingContext, RequestId> PUNT =
      Step.<RingContext, RequestId>named("Punt", Actor.TASK_WORK, RingDomains.REQS)
          .in(Group.TASKWORK)
          .when(RingContext.LOCK_IS_FREE, (s, req) -> s.lockIsFree())
          .when(
              "The request was refused, and task work does not know yet.",
              (s, req) -> s.isQueuedFor(req, Issuer.PUNTING))
          .then((s, req) -> s.handing(req, Issuer.PUNTED));

  /**
   * There is no tag: the worker, who has no lock, sleeps until a put wakes it. Source: {@code
   * block/blk-mq-tag.c: blk_mq_get_tag}, base (B5).
   */
  public static final Step<RingContext, RequestId> WORKER_SLEEPS =
      working("WorkerSleeps", WHERE_TAGS_ARE_SHORT)
          .when("A worker has imported the range of the request.", RingContext::isToIssue)
          .when("It does not wait in poll.", (s, req) -> !s.polls(req))
          .then((s, req) -> s.handing(req, Issuer.ASLEEP));

  /**
   * The disk is dead: what a worker was about to hand on ends with EIO, and so does all that is
   * left of the request. Source: {@code block/blk-core.c: __bio_queue_enter}, base (B5).
   */
  public static final Step<RingContext, RequestId> WORKER_NOT_ENTERED =
      working("WorkerNotEntered", RingDomains.reqs(RingDomains::mayDie))
          .when("A worker has imported the range of the request.", RingContext::isToIssue)
          .when("It does not wait in poll.", (s, req) -> !s.polls(req))
          .tells(Event.RequestState.class, Lifetimes::ofRequest)
          .then((s, req) -> handedOn(s, req, Request::notEntered));

  /**
   * Whoever puts a tag wakes a worker: it tries again, and may find none again. Source: {@code
   * block/blk-mq.c: __blk_mq_free_request}, base (B5).
   */
  public static final Step<RingContext, RequestId> WORKER_WOKEN =
      Step.<RingContext, RequestId>named("WorkerWoken", Actor.IRQ, WHERE_TAGS_ARE_SHORT)
          .in(Group.TAGPUT)
          .when("Its worker sleeps.", (s, req) -> s.isQueuedFor(req, Issuer.ASLEEP))
          .then((s, req) -> s.handing(req, Issuer.ISSUING));

  /**
   * The worker returns to io-wq and drops its reference. If task work has posted the CQE before, it
   * was the last one, and the request is left to task work once more. Source: {@code
   * io_uring/io_uring.c: io_wq_free_work}, {@code io_free_req}, base.
   */
  public static final Step<RingContext, RequestId> WORKER_RETURNS =
      Step.<RingContext, RequestId>named("WorkerReturns", Actor.WORKER, RingDomains.REQS)
          .in(Group.WORKERPUT)
          .of((s, req) -> new Owner.Worker(req))
          .when(
              "A worker has issued the request, or failed to.",
              (s, req) -> s.isQueuedFor(req, Issuer.RETURNING))
          .when(
              "None is behind the request, or task work is still to complete it.",
              (s, req) -> !s.isRequest(req, Request.State.POSTED) || s.tailOf(req).isEmpty())
          .tells(Event.RequestState.class, Lifetimes::ofRequest)
          .then(WorkerSteps::returned);

  /**
   * A worker still has a reference of the request: task work drops its own and leaves the rest.
   * Source: {@code io_uring/io_uring.c: io_free_batch_list}, base.
   */
  public static final Step<RingContext, NoArgs> LEAVE_REQ =
      CqeSteps.completing("LeaveReq")
          .when(
              "The call in progress has posted the CQE of its request.",
              (s, none) -> s.isAt(SubmitStage.FREE_REQ))
          .when(
              "A worker has a reference of the request.",
              (s, none) -> s.requestOfCall().exists(s::isHeldByWorker))
          .tells(Event.RequestState.class, Lifetimes::ofCarried)
          .then((s, none) -> s.during(OnRequest.class, carrier -> left(s, carrier)));

  /**
   * The worker was the last to have the request: task work frees it, and posts no second CQE.
   * Source: {@code io_uring/io_uring.c: io_req_task_complete}, base.
   */
  public static final Step<RingContext, RequestId> START_FREEING =
      Step.<RingContext, RequestId>named("StartFreeing", Actor.TASK_WORK, RingDomains.REQS)
          .in(Group.TASKWORK)
          .when(RingContext.LOCK_IS_FREE, (s, req) -> s.lockIsFree())
          .when("Nobody has the request.", (s, req) -> s.isRequest(req, Request.State.UNHELD))
          .then((s, req) ->
              s.changingRequest(
                  req,
                  request -> s.withCall(new TaskWork(req, SubmitStage.FREE_REQ, Option.none()))));

  /** All of them. */
  public static final List<Step<RingContext, ?>> ALL = Step.declaredIn(WorkerSteps.class);

  private WorkerSteps() {}

  /** A step that a worker takes where it finds the descriptor open, or closed. */
  private static Step.Making<RingContext, RequestId> finding(String action, boolean open) {
    return working(action, RingDomains.reqs(bounds -> RingDomains.opens(bounds).contains(open)));
  }

  private static Step.Making<RingContext, RequestId> issuing(String action) {
    return working(action, RingDomains.REQS)
        .when("A worker has imported the range of the request.", RingContext::isToIssue)
        .tells(Event.RequestState.class, Lifetimes::ofRequest);
  }

  private static Step.Making<RingContext, RequestId> working(
      String action, Domain<RequestId> reqs) {
    return Step.<RingContext, RequestId>named(action, Actor.WORKER, reqs)
        .in(Group.WORKER)
        .of((s, req) -> new Owner.Worker(req));
  }

  private static @Nullable RingContext lookedUp(RingContext s, RequestId req) {
    return s.changingQueued(
        req, queued -> s.changingRequest(req, request -> lookedUp(s, req, queued, request)));
  }

  private static @Nullable RingContext lookedUp(
      RingContext s, RequestId req, Queued queued, Request request) {
    boolean bound = request.node().isDefined();
    if (!bound && s.nodeIn(queued.slot()).isEmpty()) {
      return failed(s, req, Option.some(queued.file()), Errno.EFAULT);
    }
    RingContext borrowed = bound ? s : s.borrowing(req, queued.slot());
    if (borrowed == null) {
      return null;
    }
    Request withNode = borrowed.request(req).withFile(queued.file());
    RingContext counted = s.design().deviates(WORKER_BORROWS_WITHOUT_REFERENCE) ? s : borrowed;
    return counted
        .withRequest(req, withNode)
        .withQueued(s.queued().put(req, queued.waitingFor(Issuer.IMPORTING)));
  }

  private static @Nullable RingContext accepted(
      RingContext s, RequestId req, Import.Accepted accepted) {
    RingContext next = s.handing(req, Issuer.ISSUING);
    return next == null
        ? null
        : next.changingRequest(req, request -> next.accepting(req, request, accepted));
  }

  private static @Nullable RingContext refused(RingContext s, Call.Submit submit) {
    return putOff(
        s, submit, s.design().follows(PUNT_IN_SUBMISSION) ? Issuer.PUNTED : Issuer.PUNTING);
  }

  /**
   * A request that is not issued inline goes to a worker, or, with {@code RWF_NOWAIT}, ends with
   * -EAGAIN by task work ({@code io_uring/rw.c: io_rw_should_reissue}, {@code io_write}).
   */
  static @Nullable RingContext putOff(RingContext s, Call.Submit submit, Issuer next) {
    return s.changingRequest(
        submit.req(),
        request ->
            request.noWait() && !s.design().deviates(NOWAIT_PUT_OFF)
                ? s.withRequest(submit.req(), request.failed(Errno.EAGAIN))
                    .withCall(submit.at(SubmitStage.RETURN))
                : leftToWorker(s, submit, next));
  }

  /** It keeps its node and its file; null where it has none. */
  private static @Nullable RingContext leftToWorker(
      RingContext s, Call.Submit submit, Issuer next) {
    return s.requests()
        .get(submit.req())
        .flatMap(Request::file)
        .map(file ->
            s.withQueued(s.queued().put(submit.req(), new Queued(next, submit.slot(), file)))
                .withCall(submit.at(SubmitStage.RETURN)))
        .getOrNull();
  }

  private static @Nullable RingContext left(RingContext s, OnRequest carrier) {
    return s.changingRequest(
        carrier.req(),
        request ->
            s.withRequest(carrier.req(), request.at(Request.State.POSTED))
                .withCall(carrier.at(SubmitStage.RETURN)));
  }

  /**
   * What is complete in the hands of a worker is left to task work, as on a ring with {@code
   * IORING_SETUP_DEFER_TASKRUN}; on another one the worker posts the CQE itself, and task work only
   * frees the request ({@code io_req_complete_post}).
   */
  static @Nullable RingContext served(RingContext s, RequestId req, int bytes) {
    return handedOn(s, req, request -> request.served(bytes).at(Request.State.DONE));
  }

  /** A part is handed on: with the last one the worker is done, else it goes on with the next. */
  private static @Nullable RingContext dispatched(RingContext s, RequestId req) {
    return s.changingRequest(
        req,
        request ->
            request.handsOnLast()
                ? handedOn(s, req, r -> r.handedOn(s.design()))
                : s.withRequest(req, request.handedOn(s.design())));
  }

  /** A request fails in the hands of a worker, which keeps its reference until it returns. */
  static @Nullable RingContext failed(
      RingContext s, RequestId req, Option<FileId> file, Errno errno) {
    return handedOn(s, req, request -> file.fold(() -> request, request::withFile).failed(errno));
  }

  /** A worker is done with a request, and keeps its reference until it returns to io-wq. */
  private static @Nullable RingContext handedOn(
      RingContext s, RequestId req, UnaryOperator<Request> change) {
    RingContext returning = s.handing(req, Issuer.RETURNING);
    return returning == null
        ? null
        : returning.changingRequest(
            req, request -> returning.withRequest(req, change.apply(request)));
  }

  /** After a worker dropped its reference of a request; null where that is not in use. */
  static @Nullable RingContext returned(RingContext s, RequestId req) {
    RingContext put = s.withQueued(s.queued().remove(req));
    return s.changingRequest(
        req,
        request ->
            request.state() == Request.State.POSTED
                ? put.withRequest(req, request.at(Request.State.UNHELD))
                : put);
  }
}
