package io.uring.dmabuf.system;

import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.BufferTable;
import io.uring.dmabuf.uring.Call.Submit;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RawSqe;
import io.uring.dmabuf.uring.Submitted;
import io.uring.dmabuf.uring.UpdateArgs;
import io.uring.dmabuf.uring.UpdateStage;
import io.uring.dmabuf.uring.Window;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * The calls of the user on a {@link Host}. One begins a call; {@link #step} takes the one next step
 * of the call that holds a ring's {@code uring_lock}, until there is none because it has returned,
 * or because it waits for an exporter. The steps are those of {@link State}; those that carry a
 * request to its drive are {@link IssueSteps}.
 */
public sealed interface CallSteps permits Host {

  /** The machine that the steps start from. */
  Host self();

  /** A sparse table appears, in one step ({@code io_register_rsrc}). */
  default Option<Host> registerSparse(RingId ring) {
    return on(
        ring, RegistrationSteps.REGISTER_SPARSE, self().rings().get(ring).get().config().slots());
  }

  /**
   * An update of one slot begins ({@code __io_sqe_buffers_update}). A file that is not O_DIRECT
   * will be refused where its device is asked for (R11).
   */
  default Option<Host> startUpdate(RingId ring, UpdateArgs args) {
    boolean refused = args.file().exists(file -> !self().direct().contains(file));
    Option<UpdateStage> fault =
        args.fault()
            .filter(stage -> !refused || stage.compareTo(UpdateStage.GET_DMA_DEVICE) <= 0)
            .orElse(Option.when(refused, UpdateStage.GET_DMA_DEVICE));
    UpdateArgs known =
        new UpdateArgs(args.slot(), args.kind(), args.file(), args.buf(), args.tag(), fault);
    return on(ring, RegistrationSteps.START_UPDATE, known);
  }

  /**
   * An update of one slot with ordinary memory begins.
   *
   * @param area the memory
   */
  default Option<Host> startUpdateOfPages(RingId ring, UpdateArgs args, AreaId area) {
    return startUpdate(ring, args).map(host -> host.with(host.users().registering(ring, area)));
  }

  /** Unregistering the table begins ({@code io_sqe_buffers_unregister}). */
  default Option<Host> startUnregister(RingId ring) {
    return on(ring, RegistrationSteps.START_UNREGISTER, NoArgs.NONE);
  }

  /** The ring is closed; none while a request of it is under way ({@code io_ring_exit_work}). */
  default Option<Host> closeRing(RingId ring) {
    return on(ring, RegistrationSteps.CLOSE_RING, NoArgs.NONE);
  }

  /**
   * An SQE is consumed ({@code io_submit_sqe}). The request object that it gets is the lowest free
   * one of the ring.
   *
   * @param file the target file
   * @param offset where the range starts in the buffer, in bytes
   * @param length the length of the range in bytes
   * @param position where it starts in the file, in bytes
   */
  default Option<Host> submit(
      RingId ring, SlotId slot, Op op, FileId file, long offset, long length, long position) {
    DeviceId drive = self().mapping().platform().deviceOf().get(file).get();
    Transfer transfer =
        new Transfer(op, drive, offset, length, position, Option.none(), Vector.empty());
    return submit(ring, slot, file, transfer);
  }

  /**
   * An SQE of a vectored request is consumed: READV_FIXED or WRITEV_FIXED ({@code
   * io_prep_readv_fixed}, from 6.15). Its ranges are looked at when it is imported.
   *
   * @param op the direction
   * @param file the target file
   * @param ranges of the buffer, one behind the other
   * @param position where it starts in the file, in bytes
   */
  default Option<Host> submitVector(
      RingId ring, SlotId slot, Op op, FileId file, Vector<Transfer.Range> ranges, long position) {
    DeviceId drive = self().mapping().platform().deviceOf().get(file).get();
    long length = ranges.map(Transfer.Range::length).foldLeft(0L, CallSteps::saturated);
    Transfer transfer =
        new Transfer(op, drive, 0, length, position, Option.some(ranges), Vector.empty());
    return submit(ring, slot, file, transfer);
  }

  private <A> Option<Host> taken(RingId ring, Choice<State, A> choice) {
    return on(ring, choice.step(), choice.args());
  }

  private static long saturated(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }

  private Option<Host> submit(RingId ring, SlotId slot, FileId file, Transfer transfer) {
    BufferTable table = self().rings().get(ring).get();
    Window window = new Window(transfer.offset(), transfer.length());
    Submitted submitted = table.next(new RawSqe(slot, transfer.op(), file, window));
    return on(ring, SubmissionSteps.SUBMIT, submitted)
        .map(after -> after.with(new RingRequest(ring, submitted.req()), transfer));
  }

  /** Task work begins to complete a request ({@code io_req_rw_complete}). */
  default Option<Host> startTaskWork(RingId ring, RequestId req) {
    return on(ring, CompletionSteps.START_TASK_WORK, req);
  }

  /** The one next step of the call that a ring is in; none if there is no call, or it waits. */
  default Option<Host> step(RingId ring) {
    Option<Host> issued =
        self().rings().get(ring).get().call() instanceof Submit call && call.drop().isEmpty()
            ? self().issue(ring, call)
            : Option.none();
    return issued.orElse(
        () -> CallInProgress.next(self().view(ring)).flatMap(step -> taken(ring, step)));
  }

  /** The errno that the call in progress will return; none if it has not failed. */
  default Option<Errno> failure(RingId ring) {
    return self().rings().get(ring).get().call() instanceof io.uring.dmabuf.uring.Call.Update update
        ? update.error()
        : Option.none();
  }

  /** A step of the specification's system on a ring and the mappings, with what it tells. */
  default <A> Option<Host> on(RingId ring, Step<State, A> step, A args) {
    State before = self().view(ring);
    return step.from(before, args)
        .map(after -> self().with(ring, after).with(step.events(before, args, after)));
  }
}
