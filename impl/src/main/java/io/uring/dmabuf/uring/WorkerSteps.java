package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.DeferredIssueDeviation.ASYNC_BINDS_AT_SUBMISSION;
import static io.uring.dmabuf.uring.DeferredIssueDeviation.WORKER_BORROWS_WITHOUT_REFERENCE;

import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.Request.State;
import io.vavr.collection.List;
import io.vavr.control.Option;
import org.jspecify.annotations.Nullable;

/** The steps of requests that a worker thread of io-wq issues. */
public final class WorkerSteps {

  /**
   * A request whose range is imported.
   *
   * @param req the request
   * @param refusal the errno of the first test that refuses it; none if accepted
   */
  public record Imported(RequestId req, Option<Errno> refusal) {}

  /**
   * The SQE has {@code IOSQE_ASYNC}: the request goes to the list of io-wq without an attempt.
   * Source: {@code io_uring/io_uring.c: io_queue_iowq}, base.
   */
  public static final Step<DeferredIssue, RawSqe> START_ASYNC =
      Lifetimes.ofNext(
              Step.<DeferredIssue, RawSqe>named(
                  "StartAsync", Actor.TASK, RingDomains.deferred("async")))
          .in(Group.SUBMISSION)
          .when("The ring is open.", (s, sqe) -> s.table().open())
          .when("Nobody holds uring_lock.", (s, sqe) -> s.table().lockIsFree())
          .when("A request object is free.", (s, sqe) -> s.table().hasFreeRequest())
          .then((s, sqe) ->
              s.submitting(sqe, Issuer.WORKER, s.design().deviates(ASYNC_BINDS_AT_SUBMISSION)));

  /**
   * The worker finds the descriptor closed: -EBADF. Source: {@code io_uring/io_uring.c:
   * io_wq_submit_work}, base.
   */
  public static final Step<DeferredIssue, RequestId> WORKER_FINDS_NO_FILE =
      finding("WorkerFindsNoFile", false)
          .when(
              "The request is queued for a worker.", (s, req) -> s.isQueuedFor(req, Issuer.WORKER))
          .tells(Event.RequestState.class, Lifetimes::ofRequest)
          .then((s, req) -> s.endingUnissued(req, Errno.EBADF));

  /**
   * The worker takes {@code uring_lock}, takes a reference of the node that is in the slot now, or
   * fails with -EFAULT, and gives the lock back. Source: {@code io_uring/rsrc.c: io_find_buf_node},
   * base.
   */
  public static final Step<DeferredIssue, RequestId> WORKER_LOOKUP =
      finding("WorkerLookup", true)
          .when("Nobody holds uring_lock.", (s, req) -> s.table().lockIsFree())
          .when(
              "The request is queued for a worker.", (s, req) -> s.isQueuedFor(req, Issuer.WORKER))
          .tells(
              Event.RequestBound.class,
              (before, req, after) -> SubmitSteps.bound(before.table(), req, after.table()))
          .tells(Event.RequestState.class, Lifetimes::ofRequest)
          .tells(
              Event.Lifetime.class,
              (before, req, after) -> Lifetimes.ofBorrowed(before.table(), req, after.table()))
          .then(WorkerSteps::lookedUp);

  /**
   * The worker imports the range and issues, without {@code uring_lock}; or the request fails and
   * keeps its node until task work drops it. Source: {@code io_uring/io_uring.c:
   * io_wq_submit_work}, base (I2-I9, D1).
   */
  public static final Step<DeferredIssue, Imported> WORKER_ISSUE =
      Step.<DeferredIssue, Imported>named(
              "WorkerIssue",
              Actor.WORKER,
              new Domain<>(
                  bounds ->
                      RingDomains.REQS
                          .all()
                          .apply(bounds)
                          .flatMap(req ->
                              RingDomains.imports(bounds)
                                  .map(refusal -> new Imported(req, refusal))),
                  args -> List.of(args.req().number(), RingDomains.label(args.refusal()))))
          .in(Group.SUBMISSION)
          .when(
              "A worker has looked up the node of the request.",
              (s, args) -> s.isAtWorker(args.req()))
          .tells(
              Event.RequestState.class,
              (before, args, after) -> Lifetimes.ofRequest(before, args.req(), after))
          .then((s, args) ->
              s.changingRequest(
                  args.req(),
                  request ->
                      s.withRequest(
                          args.req(),
                          args.refusal()
                              .map(request::failed)
                              .getOrElse(() -> request.at(State.IN_FLIGHT)))));

  /** All of them. */
  public static final List<Step<DeferredIssue, ?>> ALL =
      List.of(START_ASYNC, WORKER_FINDS_NO_FILE, WORKER_LOOKUP, WORKER_ISSUE);

  private WorkerSteps() {}

  /** A step that a worker takes where it finds the descriptor open, or closed. */
  private static Step.Making<DeferredIssue, RequestId> finding(String action, boolean open) {
    return Step.<DeferredIssue, RequestId>named(
            action,
            Actor.WORKER,
            RingDomains.reqs(bounds -> RingDomains.opens(bounds).contains(open)))
        .in(Group.SUBMISSION);
  }

  private static @Nullable DeferredIssue lookedUp(DeferredIssue s, RequestId req) {
    return s.changingQueued(
        req, queued -> s.changingRequest(req, request -> lookedUp(s, req, queued, request)));
  }

  private static @Nullable DeferredIssue lookedUp(
      DeferredIssue s, RequestId req, Queued queued, Request request) {
    boolean bound = request.node().isDefined();
    if (!bound && s.table().nodeIn(queued.slot()).isEmpty()) {
      return s.endingUnissued(req, Errno.EFAULT);
    }
    BufferTable borrowed = bound ? s.table() : s.table().borrowing(req, queued.slot());
    if (borrowed == null) {
      return null;
    }
    Request withNode = borrowed.request(req).withFile(queued.file());
    BufferTable counted =
        s.design().deviates(WORKER_BORROWS_WITHOUT_REFERENCE) ? s.table() : borrowed;
    return s.withTable(counted.withRequest(req, withNode)).withQueued(s.queued().remove(req));
  }
}
