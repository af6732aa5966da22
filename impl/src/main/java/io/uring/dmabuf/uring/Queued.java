package io.uring.dmabuf.uring;

import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.SlotId;

/**
 * A submitted request whose issue is put off: it names a slot and holds nothing of it, until it is
 * issued; or one whose inline issue was refused, and which keeps what it holds.
 *
 * @param awaits what it waits for
 * @param slot the slot that its SQE names
 * @param file the target file, looked up when the request is issued
 * @param range the byte range that its SQE names
 */
public record Queued(Wait awaits, SlotId slot, FileId file, ByteRange range) {

  /** What a submitted request waits for. */
  public sealed interface Wait {}

  /**
   * The end of the request that it is linked to ({@code IOSQE_IO_LINK} on that one).
   *
   * @param req that request
   */
  public record Behind(RequestId req) implements Wait {}

  /** Somebody who issues it. */
  public enum Issuer implements Wait {
    /** Task work of the submitter. */
    TASK_WORK,
    /** A worker thread of io-wq ({@code IOSQE_ASYNC}), which has not begun. */
    WORKER,
    /** A worker thread that has its file and its node, and imports its range next. */
    IMPORTING,
    /** Task work, which hands it to io-wq with what it got: its inline issue was refused. */
    PUNTING,
    /** A worker thread of io-wq, which has not begun: it got file and node before. */
    PUNTED
  }

  /** Whether the request holds nothing of the slot that it names. */
  boolean isUnbound() {
    return switch (awaits) {
      case Behind head -> true;
      case Issuer.TASK_WORK, Issuer.WORKER -> true;
      case Issuer.IMPORTING, Issuer.PUNTING, Issuer.PUNTED -> false;
    };
  }

  Queued waitingFor(Wait next) {
    return new Queued(next, slot, file, range);
  }
}
