package io.uring.dmabuf.uring;

import io.vavr.control.Option;

/** What becomes of a request when its range is imported. */
public sealed interface Import {

  /**
   * It is refused.
   *
   * @param errno with which
   */
  record Refused(Errno errno) implements Import {}

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

  /**
   * It is complete: the CPU has copied its bytes, or there are none.
   *
   * @param bytes how many
   */
  record Served(int bytes) implements Import {}

  /** What becomes of a request whose length alone decides, if nothing refuses it. */
  static Import of(Option<Errno> refusal) {
    return refusal.isDefined() ? new Refused(refusal.get()) : new Accepted(Option.none());
  }
}
