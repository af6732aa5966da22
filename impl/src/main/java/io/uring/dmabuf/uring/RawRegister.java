package io.uring.dmabuf.uring;

import io.vavr.control.Option;

/**
 * A registration of a table as the user hands it in, before its buffers are looked at. Source:
 * {@code io_uring/rsrc.c: io_register_rsrc}, {@code io_sqe_buffers_register}, base.
 *
 * @param count of slots, an unsigned 32-bit number
 * @param unknownFlags whether a flag is set that the kernel does not know
 * @param sparseWithData whether it asks for empty slots and gives buffers
 */
public record RawRegister(long count, boolean unknownFlags, boolean sparseWithData) {
  /** {@code IORING_MAX_REG_BUFFERS}. */
  public static final long MAX_SLOTS = 1 << 14;

  /** A well-formed registration of a number of slots. */
  public static RawRegister of(long count) {
    return new RawRegister(count, false, false);
  }

  /**
   * The errno of the first test that refuses the registration; none if it may go on.
   *
   * @param hasTable whether there is a table already
   */
  public Option<Errno> refusal(boolean hasTable) {
    if (count == 0 || unknownFlags || sparseWithData) {
      return Option.some(Errno.EINVAL);
    }
    if (hasTable) {
      return Option.some(Errno.EBUSY);
    }
    return Option.when(count > MAX_SLOTS, Errno.EINVAL);
  }
}
