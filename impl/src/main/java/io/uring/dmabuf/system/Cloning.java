package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.CallDeviation.CLONE_BEGINS_BESIDE;
import static io.uring.dmabuf.system.CallDeviation.CLONE_REPLACES_UNASKED;

import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.step.InRing;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.RawClone;
import io.uring.dmabuf.uring.RawClone.Source;
import io.uring.dmabuf.uring.RingsSteps;
import io.vavr.control.Option;

/**
 * The call that clones slots of another ring's table. Source: {@code io_uring/rsrc.c:
 * io_register_clone_buffers}, {@code io_clone_buffers}, base.
 */
final class Cloning {
  private Cloning() {}

  /** 0, or what {@link Calls#clone} refuses; EBADF for a source that is closed. */
  static Returned<Integer> clone(Kernel kernel, RingId ring, RingId source, RawClone raw) {
    boolean unasked = kernel.state().design().deviates(CLONE_REPLACES_UNASKED);
    RawClone asked =
        (unasked ? raw.replacing() : raw)
            .from(kernel.table(source).open() ? Source.RING : Source.CLOSED);
    Option<Errno> refusal = Calls.clone(kernel.state(), ring, Option.some(source), asked);
    if (refusal.isDefined()) {
      return Returned.of(kernel, refusal);
    }
    RingsSteps.Cloning cloning = new RingsSteps.Cloning(source, taken(kernel, source, asked));
    return Returned.of(
        kernel
            .begun(ring, RegistrationSteps.START_CLONE, new InRing<>(ring, cloning))
            .finished(ring)
            .kernel(),
        Option.none());
  }

  /** EOPNOTSUPP for a file that is open, EBADF for one that is closed. */
  static Returned<Integer> refused(Kernel kernel, RingId ring, FileId source, RawClone raw) {
    boolean open = kernel.state().mapping().isFileOpen(source);
    return Returned.of(
        kernel,
        Calls.clone(
            kernel.state(),
            ring,
            Option.none(),
            raw.from(open ? Source.NO_RING : Source.CLOSED)));
  }

  /** What is cloned of what is asked for. */
  private static RawClone taken(Kernel kernel, RingId from, RawClone asked) {
    boolean hasNext =
        asked.count() > 0
            && asked.from() + asked.count() < kernel.table(from).slots().getOrElse(0);
    return kernel.state().design().deviates(CLONE_BEGINS_BESIDE) && hasNext
        ? RawClone.range(asked.from() + 1, asked.to(), asked.count(), asked.replace())
        : asked;
  }
}
