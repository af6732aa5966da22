package io.uring.dmabuf.system;

import io.uring.dmabuf.uring.Errno;
import io.vavr.control.Option;

/**
 * A call that has returned.
 *
 * @param kernel what is there afterwards
 * @param value what it returned
 * @param <R> a number; a negated errno where there is one
 */
public record Returned<R>(Kernel kernel, R value) {

  /** A call that is refused with an errno, or returns 0. */
  static Returned<Integer> of(Kernel kernel, Option<Errno> errno) {
    return new Returned<>(kernel, errno.fold(() -> 0, refused -> -refused.number()));
  }

  /** A call that is refused. */
  static Returned<Integer> refused(Kernel kernel, Errno errno) {
    return new Returned<>(kernel, -errno.number());
  }
}
