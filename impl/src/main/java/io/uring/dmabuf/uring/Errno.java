package io.uring.dmabuf.uring;

import io.vavr.control.Option;

/** The error numbers that calls and completions return, as in the kernel's {@code errno.h}. */
public enum Errno {
  /** The caller may not do this. */
  EPERM(1),
  /** No such request. */
  ENOENT(2),
  /** A command that the device failed, or a list that could not be built. */
  EIO(5),
  /** No buffer table, or no file table. */
  ENXIO(6),
  /** The target or the dma-buf descriptor names nothing fit. */
  EBADF(9),
  /** The submission must not wait and found no tag. */
  EAGAIN(11),
  /** No memory for a regbuf, an array, a node or an imu; no address for a mapping. */
  ENOMEM(12),
  /** A user copy failed, a range is outside its buffer, or a slot is empty. */
  EFAULT(14),
  /**
   * The exporter refuses for now; stands for whatever an exporter may return. There is a table
   * already.
   */
  EBUSY(16),
  /** A driver is to be unbound that is not bound. */
  ENODEV(19),
  /** The call's arguments do not fit together, or the range is not aligned. */
  EINVAL(22),
  /** A write that begins behind the end of the drive. */
  ENOSPC(28),
  /** The system call does not exist. */
  ENOSYS(38),
  /** Offset and count overflow. */
  EOVERFLOW(75),
  /** The file cannot name a DMA device, or dma-buf support is not compiled in. */
  EOPNOTSUPP(95),
  /** The request was cancelled. */
  ECANCELED(125);

  private final int number;

  Errno(int number) {
    this.number = number;
  }

  /** The positive number; a call or a CQE carries it negated. */
  public int number() {
    return number;
  }

  /** The errno that a negative result stands for; none for zero, bytes and unknown numbers. */
  public static Option<Errno> ofResult(long res) {
    for (Errno errno : values()) {
      if (errno.number == -res) {
        return Option.some(errno);
      }
    }
    return Option.none();
  }

  /** The specification's word for a result: {@code ok}, or the name of the errno. */
  public static String label(int result) {
    return result >= 0
        ? "ok"
        : ofResult(result).map(Errno::name).getOrElse(() -> "errno " + -result);
  }

  /** A result as people write it: the number, or {@code -} and the name of the errno. */
  public static String text(long result) {
    return ofResult(result).map(errno -> "-" + errno.name()).getOrElse(String.valueOf(result));
  }
}
