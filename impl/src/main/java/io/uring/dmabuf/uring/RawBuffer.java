package io.uring.dmabuf.uring;

import io.vavr.control.Option;

/**
 * One ordinary buffer as the user hands it in, to a registration or to an update. Source: {@code
 * io_uring/rsrc.c: io_sqe_buffer_register}, base; {@code io_buffer_validate}, up to 6.19.
 *
 * @param base its address, unsigned; 0 with the length 0 for an empty slot
 * @param length in bytes, unsigned
 * @param mapped whether all of its pages can be pinned
 */
public record RawBuffer(long base, long length, boolean mapped) {
  private static final long MAX_LENGTH = 1L << 30;

  /** Some address that is one. */
  private static final long SOMEWHERE = 1L << 12;

  /** A buffer of a length, all of whose pages are there. */
  public static RawBuffer of(long length) {
    return new RawBuffer(SOMEWHERE, length, true);
  }

  /** Whether it asks for an empty slot. */
  public boolean isEmpty() {
    return base == 0 && length == 0;
  }

  /**
   * The errno of the first test that refuses it, whatever slot it is for; none if it may go on. A
   * tag for an empty slot is left to {@link TableSteps#START_UPDATE}.
   */
  public Option<Errno> refusal() {
    if (isEmpty()) {
      return Option.none();
    }
    if (base == 0 || length == 0 || Long.compareUnsigned(length, MAX_LENGTH) > 0) {
      return Option.some(Errno.EFAULT);
    }
    if (Long.compareUnsigned(base + length, base) < 0) {
      return Option.some(Errno.EOVERFLOW);
    }
    return Option.when(!mapped, Errno.EFAULT);
  }
}
