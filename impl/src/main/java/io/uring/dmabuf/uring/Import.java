package io.uring.dmabuf.uring;

import io.vavr.control.Option;

/** What becomes of a request when its range is imported. */
public sealed interface Import {

  /**
   * It is refused.
   *
   * @param errno with which
   * @param by by whom
   */
  record Refused(Errno errno, By by) implements Import {}

  /** Who refuses. */
  enum By {
    /** The import of its range ({@code io_import_fixed}): the request ends where it is issued. */
    IMPORT,
    /** Its file ({@code blkdev_write_iter}): a write ends as if the device had answered. */
    FILE
  }

  /**
   * It is handed on to the block layer.
   *
   * @param split what its queue makes of it; none where that depends on its length alone
   */
  record Accepted(Option<Split> split) implements Import {}

  /**
   * What a queue makes of a request.
   *
   * @param length how many of its bytes there are to move
   * @param parts in how many requests of the block layer
   */
  record Split(long length, int parts) {}

  /** It is complete, and there are no bytes to move: behind the end of the file, or none asked. */
  record Ended() implements Import {}

  /**
   * It is for the page cache, as its file is not O_DIRECT: the CPU copies, for a read at once, for
   * a write when a worker asks, who may wait ({@code -EAGAIN} of {@code blkdev_write_iter} in a
   * submission, which may not).
   *
   * @param bytes how many; none where that depends on its length alone
   */
  record Cached(Option<Integer> bytes) implements Import {

    /** How many bytes it comes back with. */
    int bytesOf(Request request) {
      return bytes.getOrElse(() -> (int) request.window().length());
    }
  }

  /**
   * Whether it can become of a request: behind the end of a file a read comes back with nothing,
   * and a write has no space.
   */
  default boolean answers(Request request) {
    return switch (this) {
      case Ended ended -> request.window().length() == 0 || request.op() == Op.READ_FIXED;
      case Refused(Errno errno, By by) -> errno != Errno.ENOSPC || request.op() == Op.WRITE_FIXED;
      default -> true;
    };
  }

  /**
   * What becomes of a request whose length alone decides, if nothing refuses it; EINVAL and ENOSPC
   * are answers of its file.
   */
  static Import of(Option<Errno> refusal) {
    return refusal.<Import>map(Import::refused).getOrElse(() -> new Accepted(Option.none()));
  }

  private static Import refused(Errno errno) {
    return new Refused(errno, errno == Errno.EINVAL || errno == Errno.ENOSPC ? By.FILE : By.IMPORT);
  }
}
