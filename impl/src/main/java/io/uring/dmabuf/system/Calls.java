package io.uring.dmabuf.system;

import io.uring.dmabuf.design.Guard;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Malformed;
import io.uring.dmabuf.uring.RawBuffer;
import io.uring.dmabuf.uring.RawClone;
import io.uring.dmabuf.uring.RawRegister;
import io.uring.dmabuf.uring.RawUpdate;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.TableSteps;
import io.uring.dmabuf.uring.TeardownSteps;
import io.uring.dmabuf.uring.UpdateArgs;
import io.vavr.control.Option;

/**
 * What a system call on a ring refuses before it changes anything, test by test in the kernel's
 * order. What a call then does, and returns, is a sequence of steps, which {@link Kernel} carries
 * out.
 */
public final class Calls {
  private static final Guard<RingContext, Integer> NO_TABLE =
      TableSteps.REGISTER_SPARSE.guard("There is no table yet.");
  private static final Guard<RingContext, NoArgs> TABLE =
      TeardownSteps.START_UNREGISTER.guard("There is a table.");

  private Calls() {}

  /**
   * Why a sparse table of so many slots is refused: EBADF for a ring that is closed, else what
   * {@link RawRegister} says ({@code io_register_rsrc}, {@code io_sqe_buffers_register}).
   */
  public static Option<Errno> register(RingContext ring, long slots) {
    return register(ring, RawRegister.of(slots));
  }

  /** The same of a registration whose arguments need not fit together. */
  public static Option<Errno> register(RingContext ring, RawRegister asked) {
    boolean hasTable = ring.slots().isDefined() && !ring.design().leavesOut(NO_TABLE);
    return closed(ring).orElse(() -> asked.refusal(hasTable));
  }

  /**
   * Why an update is refused as a whole ({@code io_register_rsrc_update}); EINVAL before all else
   * for flags that a kernel does not have ({@link CallAlternative#UPDATE_WORD_RESERVED}).
   */
  public static Option<Errno> update(RingContext ring, RawUpdate update) {
    boolean reserved =
        update.unknownFlags() && ring.design().follows(CallAlternative.UPDATE_WORD_RESERVED);
    return closed(ring)
        .orElse(() -> Option.when(reserved, Errno.EINVAL))
        .orElse(() -> update.refusal(ring.slots()));
  }

  /**
   * Why one entry of an update is refused before anything is made for it: EFAULT for ordinary
   * memory longer than a buffer may be ({@code io_buffer_validate}), EINVAL for an empty slot with
   * a tag ({@code __io_sqe_buffers_update}).
   */
  public static Option<Errno> entry(State s, UpdateArgs args) {
    return args.area()
        .map(s.platform()::area)
        .flatMap(memory -> RawBuffer.of(DmaSegment.total(memory)).refusal())
        .orElse(() ->
            Option.when(args.kind() == BufferKind.EMPTY && args.tag().isDefined(), Errno.EINVAL));
  }

  /** Why unregistering is refused: ENXIO without a table ({@code io_sqe_buffers_unregister}). */
  public static Option<Errno> unregister(RingContext ring) {
    boolean without = ring.slots().isEmpty() && !ring.design().leavesOut(TABLE);
    boolean busy =
        ring.requests().size() > 0 && ring.design().deviates(CallDeviation.UNREGISTER_IS_BUSY);
    return closed(ring)
        .orElse(() -> Option.when(without, Errno.ENXIO))
        .orElse(() -> Option.when(busy, Errno.EBUSY));
  }

  /**
   * Why a clone of the table of another ring is refused ({@code io_register_clone_buffers}).
   *
   * @param source the other ring; none if the descriptor is not that of one
   */
  public static Option<Errno> clone(State s, RingId ring, Option<RingId> source, RawClone asked) {
    return closed(s.rings().get(ring))
        .orElse(() ->
            asked.refusal(
                s.rings().get(ring).slots(), source.flatMap(src -> s.rings().get(src).slots())));
  }

  /** Why a call is refused that looks at nothing before its argument, which is not well-formed. */
  public static Option<Errno> malformed(RingContext ring, Malformed what) {
    return closed(ring).orElse(Option.some(what.errno()));
  }

  /** EBADF for a ring that is closed: its descriptor names nothing. */
  public static Option<Errno> closed(RingContext ring) {
    return Option.when(!ring.open(), Errno.EBADF);
  }
}
