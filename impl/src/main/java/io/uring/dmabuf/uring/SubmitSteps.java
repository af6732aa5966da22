package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.RequestsDeviation.EMPTY_SLOT_IS_EBADF;

import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Bounds;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Call.OnRequest;
import io.uring.dmabuf.uring.Call.Submit;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.Request.State;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The steps of a submission and of the issue that follows it inline. */
public final class SubmitSteps {

  static final String FILE_ANSWERS = "A file answers so.";

  /**
   * An SQE with its request object, and whether the descriptor of its file is found open.
   *
   * @param of what the user hands in, and the request object
   * @param gotFile whether the request gets its file: not of one that cannot be prepared
   */
  public record Submission(Submitted of, boolean gotFile) {}

  /**
   * An SQE is consumed. One that cannot be prepared fails the request ({@link RawSqe#refusal}), and
   * a closed target descriptor does with -EBADF before anything is imported. Source: {@code
   * io_uring/io_uring.c: io_submit_sqe}, base (I1).
   */
  public static final Step<RingContext, Submission> START_SUBMIT =
      Step.<RingContext, Submission>named(
              "StartSubmit",
              Actor.TASK,
              new Domain<>(
                  SubmitSteps::submissions,
                  args -> RingDomains.SUBMITTED.tla().apply(args.of()).append(args.gotFile())))
          .in(Group.SUBMISSION)
          .when("The ring is open.", (s, args) -> s.open())
          .when(RingContext.LOCK_IS_FREE, (s, args) -> s.lockIsFree())
          .when("The request object is free.", (s, args) -> s.isFree(args.of().req()))
          .tells(
              Event.RequestState.class,
              (before, args, after) -> Lifetimes.ofRequest(before, args.of().req(), after))
          .then(SubmitSteps::started);

  /**
   * The request takes a reference of the node in the slot, or fails with -EFAULT. Source: {@code
   * io_uring/rsrc.c: io_find_buf_node}, base (I1).
   */
  public static final Step<RingContext, NoArgs> LOOKUP_NODE =
      issuing("LookupNode")
          .when("A submission has come to I1.", (s, none) -> s.isAt(SubmitStage.LOOKUP))
          .tells(Event.RequestBound.class, SubmitSteps::boundInCall)
          .tells(Event.Lifetime.class, Lifetimes::ofBorrowedInCall)
          .then((s, none) -> s.during(Submit.class, submit -> lookedUp(s, submit)));

  /**
   * The range is accepted, or the request fails while it holds its node: with the errno of the
   * first test that refuses it, and in the submission itself, but for a write that the file refuses
   * (-EINVAL, -ENOSPC), which task work completes ({@code io_uring/rw.c: kiocb_done}). What the
   * page cache serves is over for a read, and left to a worker for a write. Source: {@code
   * io_uring/rsrc.c: io_import_fixed}, {@code io_import_dmabuf}, patch 11 (I2-I8); {@code
   * io_uring/rw.c: io_init_rw_fixed}, patch 12 (I9); {@code block/fops.c: blkdev_direct_IO}, base
   * (D1-D2).
   */
  public static final Step<RingContext, Import> CHECK_IMPORT =
      Step.<RingContext, Import>named("CheckImport", Actor.TASK, RingDomains.IMPORTS)
          .in(Group.SUBMISSION)
          .when("A submission has come to I2.", (s, what) -> s.isAt(SubmitStage.IMPORT))
          .when(FILE_ANSWERS, (s, what) -> s.requestOfCall().exists(req -> answers(s, req, what)))
          .tells(
              Event.RequestState.class,
              (before, what, after) -> Lifetimes.ofCarried(before, NoArgs.NONE, after))
          .then((s, what) -> s.during(Submit.class, submit -> imported(s, submit, what)));

  /**
   * A request on ordinary pages of a pollable file waits for its other end. Source: {@code
   * io_uring/rw.c: io_read_fixed}, {@code io_write_fixed}, base (D1).
   */
  public static final Step<RingContext, NoArgs> ISSUE_ORDINARY =
      issuing("IssueOrdinary")
          .when(
              "A submission on a pollable file is ready to be issued.",
              (s, none) -> s.isAt(SubmitStage.ORDINARY))
          .tells(Event.RequestState.class, Lifetimes::ofCarried)
          .then((s, none) -> handingOn(s, Request::polling, SubmitStage.RETURN));

  /**
   * The block layer has a request for a part of it, whose end comes by interrupt; with the last
   * part the submission is over. Source: {@code block/blk-mq.c: blk_mq_submit_bio}, base (B5).
   */
  public static final Step<RingContext, NoArgs> DISPATCHED =
      issuing("Dispatched")
          .when("A submission has come to B5.", (s, none) -> s.isAt(SubmitStage.GET_TAG))
          .tells(Event.RequestState.class, Lifetimes::ofCarried)
          .then((s, none) -> handingOn(s, r -> r.handedOn(s.design()), SubmitStage.ISSUE));

  /**
   * The disk is dead, for which an inline issue does not wait: the bio ends with EIO, and task work
   * completes the request. Source: {@code block/blk-core.c: __bio_queue_enter}, base (B5).
   */
  public static final Step<RingContext, NoArgs> INLINE_NOT_ENTERED =
      Step.<RingContext, NoArgs>named(
              "InlineNotEntered",
              Actor.TASK,
              new Domain<>(
                  bounds -> RingDomains.mayDie(bounds) ? List.of(NoArgs.NONE) : List.empty(),
                  none -> List.empty()))
          .in(Group.SUBMISSION)
          .when("A submission has come to B5.", (s, none) -> s.isAt(SubmitStage.GET_TAG))
          .tells(Event.RequestState.class, Lifetimes::ofCarried)
          .then((s, none) ->
              s.during(
                  Submit.class,
                  submit ->
                      s.changingRequest(
                          submit.req(),
                          request ->
                              s.withRequest(submit.req(), request.notEntered())
                                  .withCall(submit.at(SubmitStage.RETURN)))));

  /**
   * The command is queued, or left to others, and the submitter goes on. Source: {@code
   * io_uring/rw.c: io_read_fixed}, {@code io_write_fixed}, base (N13).
   */
  public static final Step<RingContext, NoArgs> ISSUE_RETURNS =
      issuing("IssueReturns")
          .when(
              "The command of a submission is on its way.", (s, none) -> s.isAt(SubmitStage.ISSUE))
          .then((s, none) ->
              s.during(OnRequest.class, carrier -> s.withCall(carrier.at(SubmitStage.RETURN))));

  /** All of them. */
  public static final List<Step<RingContext, ?>> ALL = Step.declaredIn(SubmitSteps.class);

  private SubmitSteps() {}

  private static Step.Making<RingContext, NoArgs> issuing(String action) {
    return Step.<RingContext>named(action, Actor.TASK).in(Group.SUBMISSION);
  }

  private static List<Submission> submissions(Bounds bounds) {
    List<Boolean> opens = RingDomains.opens(bounds);
    return RingDomains.SUBMITTED
        .all()
        .apply(bounds)
        .flatMap(of -> opens.map(gotFile -> new Submission(of, gotFile)));
  }

  private static RingContext started(RingContext s, Submission args) {
    RawSqe sqe = args.of().sqe();
    boolean gotFile = args.gotFile();
    RequestId id = args.of().req();
    Request submitted = Request.submitted(sqe);
    Request request =
        gotFile
            ? submitted.withFile(sqe.file())
            : submitted.over(sqe.refusal().getOrElse(Errno.EBADF));
    SubmitStage stage = gotFile ? SubmitStage.LOOKUP : SubmitStage.POST_CQE;
    return s.withRequest(id, request)
        .withCall(new Submit(id, sqe.slot(), false, stage, Option.none()));
  }

  private static @Nullable RingContext lookedUp(RingContext s, Submit submit) {
    if (s.nodeIn(submit.slot()).isEmpty()) {
      return failing(
          s, submit, s.design().deviates(EMPTY_SLOT_IS_EBADF) ? Errno.EBADF : Errno.EFAULT);
    }
    RingContext borrowed = s.borrowing(submit.req(), submit.slot());
    return borrowed == null ? null : borrowed.withCall(submit.at(SubmitStage.IMPORT));
  }

  /** What a step tells that may have bound a request: nothing where it has not. */
  static List<Event> bound(RingContext before, RequestId req, RingContext after) {
    boolean had = before.requests().get(req).flatMap(Request::node).isDefined();
    Option<NodeId> node = after.requests().get(req).flatMap(Request::node).filter(id -> !had);
    return node.map(
            id -> (Event) new Event.RequestBound(req, id, after.nodes().get(id).flatMap(Node::tag)))
        .toList();
  }

  /** The same of the request of the call. */
  static List<Event> boundInCall(RingContext before, NoArgs none, RingContext after) {
    return before.requestOfCall().fold(List::empty, req -> bound(before, req, after));
  }

  private static @Nullable RingContext imported(RingContext s, Submit submit, Import what) {
    return s.changingRequest(
        submit.req(),
        request ->
            switch (what) {
              case Import.Refused refused -> refused(s, submit, request, refused);
              case Import.Ended ended -> served(s, submit, request, 0);
              case Import.Cached cached ->
                  s.mayWaitForCache(request)
                      ? WorkerSteps.putOff(s, submit, Issuer.PUNTED)
                      : served(s, submit, request, cached.bytesOf(request));
              case Import.Accepted accepted -> accepted(s, submit, request, accepted);
            });
  }

  /** Whether the file of a request answers so. */
  static boolean answers(RingContext s, RequestId req, Import what) {
    return s.requests().get(req).exists(what::answers)
        && (!(what instanceof Import.Cached) || s.isCopyable(req));
  }

  private static RingContext served(RingContext s, Submit submit, Request request, int bytes) {
    return s.withRequest(submit.req(), request.served(bytes))
        .withCall(submit.at(SubmitStage.POST_CQE));
  }

  private static RingContext accepted(
      RingContext s, Submit submit, Request request, Import.Accepted accepted) {
    return s.accepting(submit.req(), request, accepted)
        .withCall(submit.at(s.polls(submit.req()) ? SubmitStage.ORDINARY : SubmitStage.GET_TAG));
  }

  /** A write that its file refuses ends by task work; whatever else is refused, here. */
  private static @Nullable RingContext refused(
      RingContext s, Submit submit, Request request, Import.Refused refused) {
    return request.op() == Op.WRITE_FIXED && refused.by() == Import.By.FILE
        ? s.withRequest(submit.req(), request.failed(refused.errno()))
            .withCall(submit.at(SubmitStage.RETURN))
        : failing(s, submit, refused.errno());
  }

  private static @Nullable RingContext failing(RingContext s, Submit submit, Errno errno) {
    return s.changingRequest(
        submit.req(),
        request ->
            s.withRequest(submit.req(), request.over(errno))
                .withCall(submit.at(SubmitStage.POST_CQE)));
  }

  /** The request, or a part of it, is handed on; the call goes on when it is in flight. */
  private static @Nullable RingContext handingOn(
      RingContext s, UnaryOperator<Request> change, SubmitStage next) {
    return s.during(
        OnRequest.class,
        carrier ->
            s.changingRequest(
                carrier.req(),
                request -> {
                  Request changed = change.apply(request);
                  RingContext with = s.withRequest(carrier.req(), changed);
                  return changed.state() == State.IN_FLIGHT
                      ? with.withCall(carrier.at(next))
                      : with;
                }));
  }
}
