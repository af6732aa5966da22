package io.uring.dmabuf.system;

import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;

/**
 * What the user does at the other end of a pipe. Whoever waits for it is told at once, and goes on
 * in the order of that.
 */
final class Piping {
  private Piping() {}

  /** How many bytes go in; EBADF for what is no write end, or closed. */
  static Returned<Integer> put(Kernel kernel, FileId end, byte[] bytes) {
    Option<Pipe> pipe = open(kernel, end, kernel.streams().writtenAt(end));
    return pipe.map(to ->
            new Returned<>(
                woken(kernel.with(kernel.streams().with(to.with(bytes)))),
                to.fitting(bytes.length)))
        .getOrElse(() -> Returned.refused(kernel, Errno.EBADF));
  }

  /** What comes out; EBADF for what is no read end, or closed. */
  static Returned<Either<Errno, byte[]>> take(Kernel kernel, FileId end, int most) {
    Option<Pipe> pipe = open(kernel, end, kernel.streams().readAt(end));
    return pipe.map(
            from -> {
              byte[] bytes = from.first(most);
              Kernel taken = kernel.with(kernel.streams().with(from.without(bytes.length)));
              return new Returned<>(woken(taken), Either.<Errno, byte[]>right(bytes));
            })
        .getOrElse(() -> new Returned<>(kernel, Either.left(Errno.EBADF)));
  }

  private static Option<Pipe> open(Kernel kernel, FileId end, Option<Pipe> pipe) {
    return pipe.filter(any -> kernel.state().mapping().isFileOpen(end));
  }

  private static Kernel woken(Kernel kernel) {
    Vector<RingRequest> now =
        kernel
            .rings()
            .flatMap(ring -> Answering.waiting(kernel, ring))
            .filter(id -> !kernel.streams().isWoken(id) && Answering.canGoOn(kernel, id));
    return TaskWork.streamsChanged(kernel.with(kernel.streams().waking(now)));
  }
}
