package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.CallDeviation.CLONE_BEGINS_BESIDE;
import static io.uring.dmabuf.system.CallDeviation.CLONE_REPLACES_UNASKED;

import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.step.InRing;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Malformed;
import io.uring.dmabuf.uring.RawClone;
import io.uring.dmabuf.uring.RawClone.Source;
import io.uring.dmabuf.uring.RingsSteps;
import io.vavr.control.Either;
import io.vavr.control.Option;

/**
 * The call that clones slots of another ring's table. Source: {@code io_uring/rsrc.c:
 * io_register_clone_buffers}, {@code io_clone_buffers}, base.
 */
final class Cloning {
  private Cloning() {}

  /**
   * 0, or what {@link Calls#clone} refuses; before it looks at the ranges, why the source is no
   * ring ({@link RingFds#behind}), and EINVAL where what one of both rings pins is limited and what
   * the other pins is not ({@link MemLock#clone}).
   */
  static Returned<Integer> clone(Kernel kernel, RingId ring, Fd source, RawClone raw) {
    RawClone asked = asked(kernel, raw).from(Source.RING);
    Either<Errno, RingId> behind = kernel.ringBehind(source);
    Option<Errno> refusal =
        Calls.closed(kernel.table(ring))
            .orElse(() -> noSource(kernel, ring, behind).map(why -> why(kernel, ring, asked, why)))
            .orElse(() -> Calls.clone(kernel.state(), ring, behind.toOption(), asked));
    if (refusal.isDefined()) {
      return Returned.of(kernel, refusal);
    }
    RingId from = behind.get();
    RingsSteps.Cloning cloning = new RingsSteps.Cloning(from, taken(kernel, from, asked));
    return Returned.of(
        kernel
            .begun(ring, RegistrationSteps.START_CLONE, new InRing<>(ring, cloning))
            .finished(ring)
            .kernel(),
        Option.none());
  }

  private static RawClone asked(Kernel kernel, RawClone raw) {
    return kernel.state().design().deviates(CLONE_REPLACES_UNASKED) ? raw.replacing() : raw;
  }

  /** Why nothing can be cloned from a source, whatever of it is asked for. */
  private static Option<Errno> noSource(Kernel kernel, RingId ring, Either<Errno, RingId> behind) {
    return behind.fold(Option::some, source -> kernel.memLock().clone(ring, source));
  }

  private static Errno why(Kernel kernel, RingId ring, RawClone asked, Errno ofSource) {
    return asked.refusal(kernel.table(ring).slots(), ofSource);
  }

  /** One whose argument is not well-formed: what {@link Malformed} says of it. */
  static Returned<Integer> malformed(Kernel kernel, RingId ring, RawClone raw, Malformed what) {
    return Returned.of(
        kernel,
        Calls.closed(kernel.table(ring))
            .orElse(Option.some(what.errno(asked(kernel, raw), kernel.table(ring).slots()))));
  }

  /** What is cloned of what is asked for. */
  private static RawClone taken(Kernel kernel, RingId from, RawClone asked) {
    boolean hasNext =
        asked.count() > 0 && asked.from() + asked.count() < kernel.table(from).slots().getOrElse(0);
    return kernel.state().design().deviates(CLONE_BEGINS_BESIDE) && hasNext
        ? RawClone.range(asked.from() + 1, asked.to(), asked.count(), asked.replace())
        : asked;
  }
}
