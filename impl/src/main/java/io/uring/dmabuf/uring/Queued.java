package io.uring.dmabuf.uring;

import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.SlotId;

/**
 * A submitted request whose issue is put off: it names a slot and holds nothing of it, until it is
 * issued; or one whose inline issue was refused, and which keeps what it holds; or one that a
 * worker thread has.
 *
 * @param awaits what it waits for
 * @param slot the slot that its SQE names
 * @param file the target file, looked up when the request is issued
 */
public record Queued(Wait awaits, SlotId slot, FileId file) {

  /** What a submitted request waits for. */
  public sealed interface Wait {}

  /**
   * The end of the request that it is linked to ({@code IOSQE_IO_LINK} or {@code IOSQE_IO_HARDLINK}
   * on that one).
   *
   * @param req that request
   * @param hard whether it goes on whatever that one comes to, and not after a success alone
   */
  public record Behind(RequestId req, boolean hard) implements Wait {}

  /** Somebody who issues it. */
  public enum Issuer implements Wait {
    /** Task work of the submitter. */
    TASK_WORK,
    /** A worker thread of io-wq ({@code IOSQE_ASYNC}), which has not begun. */
    WORKER,
    /** The worker thread that had the request before it in a chain, and goes on with this one. */
    NEXT,
    /** A worker thread that has its file and its node, and imports its range next. */
    IMPORTING,
    /** A worker thread that has imported its range, and issues it next. */
    ISSUING,
    /** A worker thread that sleeps, since it has found no tag, until a put wakes it. */
    ASLEEP,
    /** A worker thread that has issued it, or failed to, and has not dropped its reference. */
    RETURNING,
    /** Task work, which hands it to io-wq with what it got: its inline issue was refused. */
    PUNTING,
    /** A worker thread of io-wq, which has not begun: it got file and node before. */
    PUNTED
  }

  /** Whether the request holds nothing of the slot that it names. */
  boolean isUnbound() {
    return switch (awaits) {
      case Behind _ -> true;
      case Issuer.TASK_WORK, Issuer.WORKER, Issuer.NEXT -> true;
      case Issuer.IMPORTING,
          Issuer.ISSUING,
          Issuer.ASLEEP,
          Issuer.RETURNING,
          Issuer.PUNTING,
          Issuer.PUNTED ->
          false;
    };
  }

  /** Whether the request has its node and its file, and is not issued. */
  boolean isBound() {
    return !isUnbound() && awaits != Issuer.RETURNING;
  }

  /** Whether a worker thread is busy with the request. */
  public boolean isAtWork() {
    return awaits instanceof Issuer issuer
        && switch (issuer) {
          case NEXT, IMPORTING, ISSUING, ASLEEP, RETURNING -> true;
          case TASK_WORK, WORKER, PUNTING, PUNTED -> false;
        };
  }

  Queued waitingFor(Wait next) {
    return new Queued(next, slot, file);
  }
}
