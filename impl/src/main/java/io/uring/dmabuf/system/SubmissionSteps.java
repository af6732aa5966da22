package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.DmabufRwDeviation.IMPORT_ERRNO_ORDER;
import static io.uring.dmabuf.system.DmabufRwDeviation.QUEUE_OF_ANOTHER_DEVICE;
import static io.uring.dmabuf.system.DmabufRwDeviation.SKIP_WRONG_FILE_CHECK;
import static io.uring.dmabuf.system.DmabufRwGuard.ISSUE_ENDS_WITH_COMMAND;
import static io.uring.dmabuf.system.DmabufRwGuard.ISSUE_ENDS_WITH_DOORBELL;

import io.uring.dmabuf.block.BlockRequest;
import io.uring.dmabuf.block.BlockRequest.Operation;
import io.uring.dmabuf.uring.ByteRange;
import io.uring.dmabuf.uring.Call.Submit;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.SubmitStage;
import io.vavr.control.Option;

/**
 * A request from its SQE to its tag: submission and inline issue by the user's task, under {@code
 * uring_lock} (patches 11 and 12, I1 to I9, D1 to D2, B1 to B5). Every step is none where it cannot
 * be taken now.
 */
public sealed interface SubmissionSteps permits DmabufRw {

  /** The system that the steps start from. */
  DmabufRw self();

  /**
   * An SQE is consumed ({@code io_submit_sqe}).
   *
   * @param slot the slot of the buffer that it names
   * @param file the target file
   * @param range the range of the buffer: all of it, or something that cannot be
   */
  default Option<DmabufRw> submit(int slot, Op op, int file, ByteRange range) {
    boolean open = self().mapping().isFileOpen(file);
    return self()
        .table()
        .startSubmit(slot, op, file, range, open)
        .flatMap(table ->
            open
                ? self().mapping().reqGetFile(file).map(m -> self().with(table, m))
                : Option.some(self().with(table)));
  }

  /** I1: a reference of the node in the slot, or EFAULT ({@code io_find_buf_node}). */
  default Option<DmabufRw> lookupNode() {
    return self().table().lookupNode().map(self()::with);
  }

  /**
   * I2 to I9, D1, D2: the request is accepted, or fails with EFAULT for a range beyond the buffer,
   * EBADF for another file than that of the registration, EFAULT for length zero, EINVAL for a
   * range not aligned to the logical block ({@code io_import_fixed}, {@code io_import_dmabuf},
   * {@code blkdev_direct_IO}). Ordinary pages are bound to no file, and length zero is no error for
   * them.
   */
  default Option<DmabufRw> checkImport() {
    return self().table().isAt(SubmitStage.IMPORT) && self().table().call() instanceof Submit call
        ? self().table().checkImport(refusal(call)).map(self()::with)
        : Option.none();
  }

  private Option<Errno> refusal(Submit call) {
    Option<Errno> wrongFile =
        self().design().deviates(SKIP_WRONG_FILE_CHECK) ? Option.none() : wrongFile(call.req());
    if (wrongFile.isDefined() && self().design().deviates(IMPORT_ERRNO_ORDER)) {
      return wrongFile;
    }
    boolean dmabuf = self().table().regbufOf(call.req()).isDefined();
    return switch (call.range()) {
      case BEYOND -> Option.some(Errno.EFAULT);
      case WELL_FORMED -> wrongFile;
      case ZERO -> wrongFile.orElse(Option.when(dmabuf, Errno.EFAULT));
      case UNALIGNED -> wrongFile.orElse(Option.some(Errno.EINVAL));
    };
  }

  private Option<Errno> wrongFile(int req) {
    Option<Integer> file = self().table().requests().get(req).flatMap(Request::file);
    return self()
        .table()
        .regbufOf(req)
        .flatMap(self().mapping().regbufs()::get)
        .filter(regbuf -> !regbuf.targetFile().equals(file))
        .map(regbuf -> Errno.EBADF);
  }

  /**
   * D1: ordinary pages take the base kernel's path ({@code io_read_fixed}, {@code io_write_fixed}).
   */
  default Option<DmabufRw> issueOrdinary() {
    return self().table().issueOrdinary().map(self()::with);
  }

  /** B5, N1: a tag of the queue of the device behind the request's own file. */
  default Option<DmabufRw> getTag() {
    return self().table().isAt(SubmitStage.GET_TAG) && self().table().call() instanceof Submit call
        ? self()
            .table()
            .dispatched()
            .flatMap(table ->
                self()
                    .queue()
                    .getTag(device(call.req()), block(call.req()))
                    .map(queue -> self().with(table).with(queue)))
        : Option.none();
  }

  private int device(int req) {
    int file = self().table().requests().get(req).flatMap(Request::file).getOrElse(1);
    int device = self().config().deviceOf(file);
    return self().design().deviates(QUEUE_OF_ANOTHER_DEVICE)
        ? device % self().config().devs() + 1
        : device;
  }

  private BlockRequest block(int req) {
    boolean read = self().table().requests().get(req).exists(r -> r.op() == Op.READ_FIXED);
    return new BlockRequest(
        req, read ? Operation.READ : Operation.WRITE, self().config().blockOf(req));
  }

  /** N13: the command is announced to the device, or waits for kblockd; the submitter goes on. */
  default Option<DmabufRw> issueReturns() {
    return self()
        .table()
        .issueReturns()
        .filter(t ->
            self().table().call() instanceof Submit call
                && self().design().holds(ISSUE_ENDS_WITH_COMMAND, !self().isBeingBuilt(call.req()))
                && self().design().holds(ISSUE_ENDS_WITH_DOORBELL, !self().isUnrung(call.req())))
        .map(self()::with);
  }
}
