package io.uring.dmabuf.uring;

/**
 * A submitted request that is not issued yet: it names a slot and holds nothing of it.
 *
 * @param awaits what it waits for
 * @param slot the slot that its SQE names, from 0
 * @param file the target file, from 1; looked up when the request is issued
 * @param range the byte range that its SQE names
 */
public record Queued(Wait awaits, int slot, int file, ByteRange range) {

  /** What a submitted request waits for. */
  public sealed interface Wait {}

  /**
   * The end of the request that it is linked to ({@code IOSQE_IO_LINK} on that one).
   *
   * @param req that request, from 1
   */
  public record Behind(int req) implements Wait {}

  /** Somebody who issues it. */
  public enum Issuer implements Wait {
    /** Task work of the submitter. */
    TASK_WORK,
    /** A worker thread of io-wq ({@code IOSQE_ASYNC}). */
    WORKER
  }

  Queued waitingFor(Wait next) {
    return new Queued(next, slot, file, range);
  }
}
