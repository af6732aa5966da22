package io.uring.dmabuf.uring;

import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.Locale;

/**
 * What is wrong with the argument of a call on a ring, whatever it says. Source: {@code
 * io_uring/register.c: __io_uring_register}; {@code io_uring/rsrc.c: io_register_rsrc}, {@code
 * io_register_rsrc_update}, {@code io_register_clone_buffers}; {@code io_uring/cancel.c:
 * io_sync_cancel}, base.
 */
public enum Malformed {
  /** It has not the size, or not the number, that the call takes. */
  SIZE(Errno.EINVAL),
  /** It cannot be copied. */
  POINTER(Errno.EFAULT),
  /** Something is in a member that must be zero. */
  PADDING(Errno.EINVAL);

  private final Errno errno;

  Malformed(Errno errno) {
    this.errno = errno;
  }

  /** What a call returns that looks at nothing else before. */
  public Errno errno() {
    return errno;
  }

  /**
   * What a clone returns: it looks at the padding when it knows the flags, and that there is no
   * table, or that it may be replaced.
   *
   * @param slots the number of slots of the table that is there; none without a table
   */
  public Errno errno(RawClone asked, Option<Integer> slots) {
    return this == PADDING ? asked.refusal(slots, errno) : errno;
  }

  /** The word for it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a word stands for; none if it stands for nothing. */
  public static Option<Malformed> of(String word) {
    return List.of(values()).find(each -> each.word().equals(word));
  }
}
