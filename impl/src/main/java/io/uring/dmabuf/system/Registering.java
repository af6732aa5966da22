package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.CallDeviation.UNREGISTER_IN_DISORDER;
import static io.uring.dmabuf.system.CallDeviation.UPDATE_ALL_OR_NOTHING;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.RawRegister;
import io.uring.dmabuf.uring.RawUpdate;
import io.uring.dmabuf.uring.UpdateArgs;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;

/**
 * The calls that register, update and unregister a table of buffers. Source: {@code
 * io_uring/rsrc.c: io_sqe_buffers_register}, {@code __io_sqe_buffers_update}, {@code
 * io_sqe_buffers_unregister}, patch 07.
 */
final class Registering {
  private Registering() {}

  /**
   * All or nothing: 0, or what {@link Calls#register} refuses, or the errno of the first entry that
   * fails, and then there is no table and no buffer has had its tag.
   */
  static Returned<Integer> register(
      Kernel kernel, RingId ring, RawRegister raw, Vector<Descriptor> entries) {
    Option<Errno> refusal = Calls.register(kernel.table(ring), raw);
    if (refusal.isDefined()) {
      return Returned.of(kernel, refusal);
    }
    if (entries.isEmpty()) {
      int slots = Math.toIntExact(raw.count());
      return Returned.of(
          kernel.begun(ring, RegistrationSteps.REGISTER_SPARSE, slots), Option.none());
    }
    return installed(kernel, ring, RegistrationSteps.START_REGISTER, 0, entries);
  }

  /**
   * One entry after the other, until one fails: how many slots are changed, also where one has
   * failed behind them; the errno of the first one, or what {@link Calls#update} refuses.
   */
  static Returned<Integer> update(
      Kernel kernel, RingId ring, RawUpdate raw, Vector<Descriptor> entries) {
    Option<Errno> refusal = Calls.update(kernel.table(ring), raw);
    if (refusal.isDefined()) {
      return Returned.of(kernel, refusal);
    }
    int first = (int) raw.offset();
    Returned<Integer> updated = update(kernel, ring, first, entries);
    int done = updated.value();
    boolean partly = 0 < done && done < entries.size();
    return partly && design(kernel).deviates(UPDATE_ALL_OR_NOTHING)
        ? new Returned<>(
            kernel, update(kernel, ring, first + done, entries.subSequence(done, done + 1)).value())
        : updated;
  }

  private static Returned<Integer> update(
      Kernel kernel, RingId ring, int first, Vector<Descriptor> entries) {
    return installed(kernel, ring, RegistrationSteps.START_UPDATE, first, entries);
  }

  /**
   * Entry after entry goes into slot after slot, each when those before it are done: what the call
   * returns.
   *
   * @param start how the call begins
   * @param entries one at least
   */
  private static Returned<Integer> installed(
      Kernel kernel,
      RingId ring,
      Step<State, UpdateArgs> start,
      int first,
      Vector<Descriptor> entries) {
    Either<Errno, UpdateArgs> asked = asked(kernel, ring, entries.head());
    if (asked.isLeft()) {
      return Returned.refused(kernel, asked.getLeft());
    }
    UpdateArgs args = asked.get().in(SlotId.of(first), entries.size());
    Returned<Integer> at = kernel.begun(ring, start, args).finished(ring);
    for (Descriptor entry : entries.tail()) {
      if (at.kernel().table(ring).lockIsFree()) {
        break;
      }
      at = goingOn(at.kernel(), ring, entry).finished(ring);
    }
    return at;
  }

  /** A call comes to its next entry. */
  private static Kernel goingOn(Kernel kernel, RingId ring, Descriptor entry) {
    return asked(kernel, ring, entry)
        .fold(
            errno -> kernel.begun(ring, RegistrationSteps.ENTRY_REFUSED, errno),
            args -> kernel.begun(ring, RegistrationSteps.NEXT_ENTRY, args));
  }

  /** What an entry asks for, of whatever slot; or why it is refused. */
  private static Either<Errno, UpdateArgs> asked(Kernel kernel, RingId ring, Descriptor entry) {
    return entry instanceof Descriptor.Whole(UpdateArgs args)
        ? refusal(kernel, ring, entry).toEither(() -> args).swap()
        : Either.left(refusal(kernel, ring, entry).get());
  }

  /**
   * Why an entry is refused before anything is made for it: what it says itself, then ENOMEM for
   * more memory than the ring may pin ({@link MemLock#entry}).
   */
  static Option<Errno> refusal(Kernel kernel, RingId ring, Descriptor entry) {
    return entry
        .refusal(kernel.state())
        .orElse(() ->
            entry instanceof Descriptor.Whole(UpdateArgs args)
                ? kernel.memLock().entry(kernel.state(), ring, args)
                : Option.none());
  }

  /** The table goes, whoever still has its buffers: 0, or what {@link Calls#unregister} refuses. */
  static Returned<Integer> unregister(Kernel kernel, RingId ring) {
    Option<Errno> refusal = Calls.unregister(kernel.table(ring));
    return refusal.isDefined()
        ? Returned.of(kernel, refusal)
        : (ascends(design(kernel)) ? cleared(kernel, ring) : kernel)
            .begun(ring, RegistrationSteps.START_UNREGISTER, NoArgs.NONE)
            .finished(ring);
  }

  private static boolean ascends(Design design) {
    return design.follows(CallAlternative.TEARDOWN_ASCENDING)
        != design.deviates(UNREGISTER_IN_DISORDER);
  }

  /** The lowest slot is emptied first. */
  private static Kernel cleared(Kernel kernel, RingId ring) {
    Vector<Descriptor> nothing =
        Vector.fill(kernel.table(ring).slots().getOrElse(0), Descriptor.EMPTY);
    return update(kernel, ring, 0, nothing).kernel();
  }

  private static Design design(Kernel kernel) {
    return kernel.state().design();
  }
}
