package io.uring.dmabuf.uring;

import io.vavr.control.Option;

/**
 * An update as the user hands it in, before anything is believed. Source: {@code io_uring/rsrc.c:
 * io_register_rsrc_update}, {@code __io_sqe_buffers_update}, patch 07; {@code
 * __io_register_rsrc_update}, base (R1-R7).
 *
 * @param offset the first slot, an unsigned 32-bit number
 * @param count how many slots, an unsigned 32-bit number
 * @param unknownFlags whether a flag is set that the kernel does not know
 * @param readable whether the kernel can copy the descriptors
 */
public record RawUpdate(long offset, long count, boolean unknownFlags, boolean readable) {
  private static final long UINT_MAX = 0xFFFF_FFFFL;

  /** A well-formed update of slot 0. */
  public static RawUpdate wellFormed() {
    return new RawUpdate(0, 1, false, true);
  }

  /**
   * The errno of the first test that refuses the update; none if it may go on.
   *
   * @param slots the number of slots of the table; none without a table
   */
  public Option<Errno> refusal(Option<Integer> slots) {
    if (count == 0) {
      return Option.some(Errno.EINVAL);
    }
    if (offset + count > UINT_MAX) {
      return Option.some(Errno.EOVERFLOW);
    }
    if (slots.isEmpty()) {
      return Option.some(Errno.ENXIO);
    }
    if (unknownFlags || offset + count > slots.get()) {
      return Option.some(Errno.EINVAL);
    }
    return Option.when(!readable, Errno.EFAULT);
  }

  /** An update that only deserves the given errno. */
  public static RawUpdate deserving(Errno errno) {
    return switch (errno) {
      case EOVERFLOW -> new RawUpdate(UINT_MAX, 1, false, true);
      case EINVAL -> new RawUpdate(0, 1, true, true);
      case EFAULT -> new RawUpdate(0, 1, false, false);
      default -> wellFormed();
    };
  }
}
