package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.DmabufRwDeviation.QUEUE_OF_ANOTHER_DEVICE;
import static io.uring.dmabuf.system.State.MAPPING;
import static io.uring.dmabuf.system.State.QUEUE;
import static io.uring.dmabuf.system.State.TABLE;

import io.uring.dmabuf.block.Bio;
import io.uring.dmabuf.block.BlockRequest;
import io.uring.dmabuf.block.BlockRequest.Operation;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.block.PartOf;
import io.uring.dmabuf.dmabuf.MappingSteps;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.NvmeSteps;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Call.Submit;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingDomains;
import io.uring.dmabuf.uring.SubmitSteps;
import io.uring.dmabuf.uring.Submitted;
import io.uring.dmabuf.uring.WorkerSteps;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A request from its SQE to its tag: submission and inline issue by the user's task, or by its task
 * work for a linked request, under {@code uring_lock} (patches 11 and 12, I1 to I9, D1 to D2, B1 to
 * B5).
 */
public final class SubmissionSteps {

  /** An SQE is consumed ({@code io_submit_sqe}). */
  public static final Step<State, Submitted> SUBMIT =
      Step.<State, Submitted>named("Submit", Actor.TASK, RingDomains.SUBMITTED)
          .in(Group.SUBMISSION)
          .on(
              TABLE,
              SubmitSteps.START_SUBMIT,
              (s, args) -> new SubmitSteps.Submission(args, findsFile(s, args)))
          .onWhere(
              MAPPING,
              MappingSteps.REQ_GET_FILE,
              (s, args) -> findsFile(s, args) ? args.sqe().file() : null)
          .joined();

  /** I1: a reference of the node in the slot, or EFAULT ({@code io_find_buf_node}). */
  public static final Step<State, NoArgs> LOOKUP_NODE =
      Step.lifting(TABLE, SubmitSteps.LOOKUP_NODE).joined();

  /**
   * I2 to I9, D1, D2: the request is accepted, or fails with EFAULT for a range beyond the buffer,
   * EBADF for another file than that of the registration, EFAULT for length zero, EINVAL for a
   * range not aligned to the logical block ({@code io_import_fixed}, {@code io_import_dmabuf},
   * {@code blkdev_direct_IO}). Ordinary pages are bound to no file, and length zero is no error for
   * them.
   */
  public static final Step<State, NoArgs> CHECK_IMPORT =
      submitting("CheckImport")
          .on(
              TABLE,
              SubmitSteps.CHECK_IMPORT,
              (s, none) ->
                  s.table().call() instanceof Submit call
                      ? Importing.outcome(s, call.req()).getOrNull()
                      : null)
          .moves((s, none) ->
              s.table().call() instanceof Submit call
                  ? Importing.copies(s, call.req(), false)
                  : List.empty())
          .joined();

  /** B5, N1: a tag of the queue of the device behind the request's own file, for a part of it. */
  public static final Step<State, TagId> GET_TAG =
      Step.<State, TagId>named("GetTag", Actor.TASK, Domain.ids("Tags", TagId::of))
          .in(Group.SUBMISSION)
          .on(TABLE, SubmitSteps.DISPATCHED, (s, tag) -> NoArgs.NONE)
          .when(
              "It is not split, which a nowait bio must not be.",
              (s, tag) -> ofCall(s, req -> !s.mustSplit(req)))
          .on(
              QUEUE,
              NvmeSteps.GET_TAG,
              (s, tag) ->
                  s.table().call() instanceof Submit call ? submission(s, call.req(), tag) : null)
          .joined();

  /**
   * B5: no tag is free, and an inline issue is nowait: the request is refused, and keeps what it
   * holds ({@code blk_mq_get_tag}, {@code blk_mq_submit_bio}, {@code io_rw_should_reissue}).
   */
  public static final Step<State, NoArgs> TAG_REFUSED =
      submitting("TagRefused")
          .on(TABLE, WorkerSteps.REFUSED)
          .when("The queue of its device has no free tag.", (s, none) -> ofCall(s, s::hasNoTagFor))
          .when("It is not split.", (s, none) -> ofCall(s, req -> !s.mustSplit(req)))
          .when("Its disk is not dead.", (s, none) -> ofCall(s, req -> !s.findsDiskDead(req)))
          .joined();

  /**
   * B4: the bio is longer than its queue takes, and an inline issue is nowait: the request is
   * refused before it has any tag ({@code __bio_split_to_limits}, {@code io_rw_should_reissue}).
   */
  public static final Step<State, NoArgs> SPLIT_REFUSED =
      submitting("SplitRefused")
          .on(TABLE, WorkerSteps.REFUSED)
          .when("It has more than one part.", (s, none) -> ofCall(s, s::mustSplit))
          .when("Its disk is not dead.", (s, none) -> ofCall(s, req -> !s.findsDiskDead(req)))
          .joined();

  /**
   * B5: its disk has died since its range was accepted: EIO, before any tag and before the split
   * ({@code __bio_queue_enter}).
   */
  public static final Step<State, NoArgs> INLINE_NOT_ENTERED =
      submitting("InlineNotEntered")
          .on(TABLE, SubmitSteps.INLINE_NOT_ENTERED)
          .when("Its disk is dead.", (s, none) -> ofCall(s, s::findsDiskDead))
          .joined();

  /** N13: the command is announced to the device, or waits for kblockd; the submitter goes on. */
  public static final Step<State, NoArgs> ISSUE_RETURNS =
      submitting("IssueReturns")
          .on(TABLE, SubmitSteps.ISSUE_RETURNS)
          .when(
              "The request's command is built or requeued.",
              (s, none) -> ofCall(s, req -> !s.isBeingBuilt(req)))
          .when(
              "The request's command is announced to the device.",
              (s, none) -> ofCall(s, req -> !s.isUnrung(req)))
          .joined();

  /** The steps of this class. */
  static final List<Step<State, ?>> ALL = Step.declaredIn(SubmissionSteps.class);

  private SubmissionSteps() {}

  /** Whether a submission is in progress, and its request is so. */
  private static boolean ofCall(State s, Predicate<RequestId> so) {
    return s.table().call() instanceof Submit call && so.test(call.req());
  }

  private static boolean findsFile(State s, Submitted args) {
    return args.sqe().refusal().isEmpty() && s.mapping().isFileOpen(args.sqe().file());
  }

  private static Step.Making<State, NoArgs> submitting(String action) {
    return Step.<State>named(action, Actor.TASK).in(Group.SUBMISSION);
  }

  /** The next part of a request as the block layer gets it; null where it has no file. */
  static NvmeSteps.@Nullable Submission submission(State s, RequestId req, TagId tag) {
    Request request = s.table().requests().get(req).getOrNull();
    if (request == null || request.file().isEmpty()) {
      return null;
    }
    DeviceId device = s.deviceOf(request.file().get());
    Vector<Bio> parts = s.partsOf(req);
    int part = request.parts().handedOn() + 1;
    if (part < 1 || part > parts.size()) {
      return null;
    }
    Bio bio = parts.get(part - 1);
    boolean elsewhere = s.design().deviates(QUEUE_OF_ANOTHER_DEVICE);
    return new NvmeSteps.Submission(
        new OfTag(
            elsewhere ? DeviceId.of(device.number() % s.queue().pairs().size() + 1) : device, tag),
        new BlockRequest(
            new PartOf(s.ctx(), req, part),
            request.op() == Op.READ_FIXED ? Operation.READ : Operation.WRITE,
            bio.position() / s.platform().drive(device).blockSize(),
            bio.position() - s.positionOf(req),
            bio.size()));
  }
}
