package io.uring.dmabuf.system;

import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Errno;
import io.vavr.control.Option;

/**
 * The call that closes a descriptor. Source: {@code io_uring/io_uring.c: io_uring_release}, {@code
 * io_ring_ctx_wait_and_kill}, base.
 */
final class Closing {
  private Closing() {}

  /**
   * Of a ring: 0, or EBADF where it is closed, or an index alone keeps it. One that an index keeps
   * loses its descriptor, and stays.
   */
  static Returned<Integer> close(Kernel kernel, RingId ring) {
    RingFds fds = kernel.fds();
    if (fds.closed().contains(ring)) {
      return Returned.refused(kernel, Errno.EBADF);
    }
    if (fds.keeps(ring)) {
      return new Returned<>(kernel.with(fds.closing(ring)), 0);
    }
    Option<Errno> refusal = Calls.closed(kernel.table(ring));
    return refusal.isDefined()
        ? Returned.of(kernel, refusal)
        : Returned.of(gone(kernel, ring), Option.none());
  }

  /** Nothing names a ring any more, whatever is under way in it. */
  static Kernel gone(Kernel kernel, RingId ring) {
    return Exiting.gone(kernel.begun(ring, RegistrationSteps.CLOSE_RING, NoArgs.NONE));
  }

  /** Of a file: 0, or EBADF where it is closed. */
  static Returned<Integer> close(Kernel kernel, FileId file) {
    return close(kernel, EnvironmentSteps.CLOSE_FILE, file);
  }

  /** Of a dma-buf: 0, or EBADF where it is closed. */
  static Returned<Integer> close(Kernel kernel, DmabufId buf) {
    return close(kernel, EnvironmentSteps.CLOSE_BUF, buf);
  }

  private static <K> Returned<Integer> close(Kernel kernel, Step<State, K> step, K id) {
    return kernel
        .after(Kernel.NONE, step, id)
        .map(closed -> new Returned<>(TaskWork.streamsChanged(closed), 0))
        .getOrElse(() -> Returned.refused(kernel, Errno.EBADF));
  }
}
