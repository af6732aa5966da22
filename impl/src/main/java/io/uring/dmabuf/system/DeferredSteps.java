package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.State.MAPPING;
import static io.uring.dmabuf.system.State.QUEUE;
import static io.uring.dmabuf.system.State.TABLE;

import io.uring.dmabuf.dmabuf.MappingSteps;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.NvmeSteps;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Bounds;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.Owner;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.CancelSteps;
import io.uring.dmabuf.uring.ExitSteps;
import io.uring.dmabuf.uring.LinkSteps;
import io.uring.dmabuf.uring.Linked;
import io.uring.dmabuf.uring.Queued;
import io.uring.dmabuf.uring.RingDomains;
import io.uring.dmabuf.uring.Submitted;
import io.uring.dmabuf.uring.WorkerSteps;
import io.vavr.collection.List;
import io.vavr.control.Option;
import org.jspecify.annotations.Nullable;

/**
 * A request whose issue is put off: linked to another one, or left to a worker thread; and
 * cancellation. It takes its file, its node and its tag when it is issued, whenever it was
 * submitted.
 */
public final class DeferredSteps {

  /**
   * A request whose worker gets a tag.
   *
   * @param req the request
   * @param tag the tag
   */
  public record Taking(RequestId req, TagId tag) {}

  /** The next SQE of a chain is consumed ({@code io_submit_sqe}). */
  public static final Step<State, Linked> PREPARE_LINKED =
      Step.lifting(TABLE, LinkSteps.PREPARE_LINKED).joined();

  /** A complete request tells the one behind it ({@code io_queue_next}). */
  public static final Step<State, LinkSteps.Settled> LINK_SETTLED =
      Step.lifting(TABLE, LinkSteps.LINK_SETTLED).joined();

  /** Task work issues a linked request ({@code io_req_task_submit}). */
  public static final Step<State, RequestId> ISSUE_LINKED =
      Step.<State, RequestId>named("IssueLinked", Actor.TASK_WORK, RingDomains.REQS)
          .in(Group.SUBMISSION)
          .on(
              TABLE,
              LinkSteps.ISSUE_LINKED,
              (s, req) -> new LinkSteps.Issued(req, findsFile(s, req)))
          .onWhere(
              MAPPING,
              MappingSteps.REQ_GET_FILE,
              (s, req) -> findsFile(s, req) ? fileOf(s, req).getOrNull() : null)
          .joined();

  /** An SQE is left to a worker thread ({@code io_queue_iowq}). */
  public static final Step<State, Submitted> START_ASYNC =
      Step.lifting(TABLE, WorkerSteps.START_ASYNC).joined();

  /** A worker finds the descriptor closed: -EBADF ({@code io_wq_submit_work}). */
  public static final Step<State, RequestId> WORKER_FINDS_NO_FILE =
      Step.lifting(TABLE, WorkerSteps.WORKER_FINDS_NO_FILE)
          .when("The descriptor of its file is closed.", (s, req) -> !findsFile(s, req))
          .joined();

  /** A worker takes file and node, {@code uring_lock} for a moment ({@code io_find_buf_node}). */
  public static final Step<State, RequestId> WORKER_LOOKUP =
      Step.lifting(TABLE, WorkerSteps.WORKER_LOOKUP)
          .on(MAPPING, MappingSteps.REQ_GET_FILE, (s, req) -> fileOf(s, req).getOrNull())
          .joined();

  /**
   * The tests of {@link SubmissionSteps#CHECK_IMPORT}, by a worker ({@code io_import_fixed}, {@code
   * io_import_dmabuf}, {@code blkdev_direct_IO}).
   */
  public static final Step<State, RequestId> WORKER_IMPORT =
      working("WorkerImport")
          .on(TABLE, WorkerSteps.WORKER_IMPORT, DeferredSteps::imported)
          .moves((s, req) -> Importing.copies(s, req, true))
          .joined();

  /** B5, N1: a worker gets a tag, a part at a time; an inline issue may overtake who was woken. */
  public static final Step<State, Taking> WORKER_GET_TAG =
      Step.<State, Taking>named(
              "WorkerGetTag",
              Actor.WORKER,
              new Domain<>(
                  DeferredSteps::takings,
                  args -> List.of(args.req().number(), args.tag().number())))
          .in(Group.WORKER)
          .of((s, args) -> new Owner.Worker(args.req()))
          .on(TABLE, WorkerSteps.WORKER_DISPATCHED, (s, args) -> args.req())
          .on(
              QUEUE,
              NvmeSteps.GET_TAG,
              (s, args) -> SubmissionSteps.submission(s, args.req(), args.tag()))
          .when("The parts before are on their way.", (s, args) -> s.isQueuedOrLeft(args.req()))
          .joined();

  /** B5: no tag is free: a worker sleeps, and holds no lock ({@code blk_mq_get_tag}). */
  public static final Step<State, RequestId> WORKER_SLEEPS =
      working("WorkerSleeps")
          .on(TABLE, WorkerSteps.WORKER_SLEEPS, (s, req) -> req)
          .when("The parts before are on their way.", State::isQueuedOrLeft)
          .when("No tag is free.", State::hasNoTagFor)
          .when("Its disk is not dead.", (s, req) -> !s.findsDiskDead(req))
          .joined();

  /**
   * B5: a worker finds the disk dead, where it may have slept before: EIO ({@code
   * __bio_queue_enter}).
   */
  public static final Step<State, RequestId> WORKER_NOT_ENTERED =
      working("WorkerNotEntered")
          .on(TABLE, WorkerSteps.WORKER_NOT_ENTERED, (s, req) -> req)
          .when("The parts before are on their way.", State::isQueuedOrLeft)
          .when("Its disk is dead.", State::findsDiskDead)
          .joined();

  /** A worker drops its reference, once the command is on its way ({@code io_wq_free_work}). */
  public static final Step<State, RequestId> WORKER_RETURNS =
      Step.lifting(TABLE, WorkerSteps.WORKER_RETURNS)
          .when(
              "The command of the request is announced to the device, or left to others.",
              State::isQueuedOrLeft)
          .joined();

  /** A worker goes on with the request behind the one that it had ({@code io_req_find_next}). */
  public static final Step<State, LinkSteps.Settled> WORKER_SETTLES =
      Step.lifting(TABLE, LinkSteps.WORKER_SETTLES).joined();

  /** Task work hands a refused request to io-wq ({@code io_free_batch_list}). */
  public static final Step<State, RequestId> PUNT = Step.lifting(TABLE, WorkerSteps.PUNT).joined();

  /** A request that no worker has begun is taken off its list ({@code io_async_cancel_one}). */
  public static final Step<State, RequestId> CANCEL_QUEUED =
      Step.lifting(TABLE, CancelSteps.CANCEL_QUEUED).joined();

  /** A linked request that is not issued is in no list ({@code io_try_cancel}). */
  public static final Step<State, RequestId> CANCEL_NOT_FOUND =
      Step.lifting(TABLE, CancelSteps.CANCEL_NOT_FOUND).joined();

  /** The exit work of a dying ring cancels ({@code io_uring_try_cancel_requests}). */
  public static final Step<State, RequestId> EXIT_CANCELS =
      Step.lifting(TABLE, ExitSteps.EXIT_CANCELS).joined();

  /** A work queue runs the task work of what was refused ({@code io_fallback_req_func}). */
  public static final Step<State, RequestId> EXIT_REFUSES =
      Step.lifting(TABLE, ExitSteps.EXIT_REFUSES).joined();

  /** What is linked is not issued on a dying ring ({@code io_req_task_submit}). */
  public static final Step<State, RequestId> LINK_DIES =
      Step.lifting(TABLE, ExitSteps.LINK_DIES).joined();

  /** The steps of this class. */
  static final List<Step<State, ?>> ALL = Step.declaredIn(DeferredSteps.class);

  private DeferredSteps() {}

  private static List<Taking> takings(Bounds bounds) {
    List<TagId> tags = bounds.ids("Tags", TagId::of);
    return RingDomains.REQS
        .all()
        .apply(bounds)
        .flatMap(req -> tags.map(tag -> new Taking(req, tag)));
  }

  private static Step.Making<State, RequestId> working(String action) {
    return Step.<State, RequestId>named(action, Actor.WORKER, RingDomains.REQS)
        .in(Group.WORKER)
        .of((s, req) -> new Owner.Worker(req));
  }

  private static Option<FileId> fileOf(State s, RequestId req) {
    return s.table().queued().get(req).map(Queued::file);
  }

  private static boolean findsFile(State s, RequestId req) {
    return fileOf(s, req).exists(s.mapping()::isFileOpen);
  }

  private static WorkerSteps.@Nullable Imported imported(State s, RequestId req) {
    return s.table().queued().has(req)
        ? Importing.outcome(s, req).map(what -> new WorkerSteps.Imported(req, what)).getOrNull()
        : null;
  }
}
