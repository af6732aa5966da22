package io.uring.dmabuf.system;

import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.uring.Errno;
import io.vavr.control.Either;
import io.vavr.control.Option;

/**
 * The calls that register rings with the task. Source: {@code io_uring/tctx.c: io_ringfd_register},
 * {@code io_ringfd_unregister}, base.
 */
final class Indexing {
  private Indexing() {}

  /** The index that a ring gets, or what {@link RingFds#indexFor} refuses. */
  static Returned<Either<Errno, Integer>> register(
      Kernel kernel, Fd descriptor, Option<Long> asked) {
    Either<Errno, RingId> behind = kernel.ringBehind(descriptor);
    Either<Errno, Integer> index = kernel.fds().indexFor(asked, behind);
    return new Returned<>(
        index.fold(errno -> kernel, number -> kernel.with(kernel.fds().with(number, behind.get()))),
        index);
  }

  /** 1, or what {@link RingFds#dropRefusal} refuses; a ring goes that nothing names any more. */
  static Returned<Integer> drop(Kernel kernel, long index) {
    Option<Errno> refusal = RingFds.dropRefusal(index);
    if (refusal.isDefined()) {
      return Returned.of(kernel, refusal);
    }
    Kernel without = kernel.with(kernel.fds().without(index));
    Option<RingId> lost = kernel.fds().at(index).toOption().filter(without.fds()::hasLost);
    return new Returned<>(lost.fold(() -> without, ring -> Closing.gone(without, ring)), 1);
  }
}
