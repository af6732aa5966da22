package io.uring.dmabuf.uring;

import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.SlotId;
import io.vavr.control.Option;

/**
 * A submission queue entry as the user hands it in: nothing of it is looked up yet.
 *
 * @param slot the slot of the buffer that it names
 * @param op the operation
 * @param file the target file's descriptor
 * @param window what it asks for in the buffer
 * @param noWait whether it has {@code RWF_NOWAIT}
 */
public record RawSqe(SlotId slot, Op op, FileId file, Window window, boolean noWait) {
  /** {@code UIO_MAXIOV}. */
  private static final int MAX_RANGES = 1024;

  /** What stands in the place of a file where there is none. */
  private static final FileId NO_FILE = FileId.of(0);

  /** One that may be put off. */
  public RawSqe(SlotId slot, Op op, FileId file, Window window) {
    this(slot, op, file, window, false);
  }

  /**
   * One without a file, that only holds a buffer.
   *
   * @param op {@link Op#NOP} or {@link Op#NOP_TW}
   */
  public static RawSqe nop(SlotId slot, Op op) {
    return new RawSqe(slot, op, NO_FILE, Window.NONE);
  }

  /** The same with {@code RWF_NOWAIT}. */
  RawSqe withoutWaiting() {
    return new RawSqe(slot, op, file, window, true);
  }

  /**
   * Why it cannot be prepared, before its file and its buffer are looked up: EINVAL for more ranges
   * than a vector may have. Source: {@code io_uring/rsrc.c: io_prep_reg_iovec}, {@code
   * lib/iov_iter.c: iovec_from_user}, from 6.15.
   */
  public Option<Errno> refusal() {
    return Option.when(window.ranges().exists(ranges -> ranges.size() > MAX_RANGES), Errno.EINVAL);
  }
}
