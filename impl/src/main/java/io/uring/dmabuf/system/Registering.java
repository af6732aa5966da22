package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.CallDeviation.FAILED_REGISTRATION_KEEPS_TABLE;
import static io.uring.dmabuf.system.CallDeviation.UNREGISTER_IN_DISORDER;
import static io.uring.dmabuf.system.CallDeviation.UPDATE_ALL_OR_NOTHING;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.RawRegister;
import io.uring.dmabuf.uring.RawUpdate;
import io.uring.dmabuf.uring.UpdateArgs;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * The calls that register, update and unregister a table of buffers. Source: {@code
 * io_uring/rsrc.c: io_sqe_buffers_register}, {@code __io_sqe_buffers_update}, {@code
 * io_sqe_buffers_unregister}, patch 07.
 */
final class Registering {
  private Registering() {}

  /**
   * How far a call has come with its entries.
   *
   * @param kernel what is there
   * @param done how many slots it has changed
   * @param stopped why it went no further, if it did not
   */
  private record Installed(Kernel kernel, int done, Option<Errno> stopped) {}

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
    Kernel sparse =
        kernel.begun(ring, RegistrationSteps.REGISTER_SPARSE, Math.toIntExact(raw.count()));
    Installed installed = install(sparse, ring, 0, entries.map(Descriptor::withoutTagOfBuffer));
    if (installed.stopped().isEmpty()) {
      return Returned.of(tagged(installed.kernel(), ring, entries), Option.none());
    }
    boolean keeps = design(kernel).deviates(FAILED_REGISTRATION_KEEPS_TABLE);
    return Returned.of(
        keeps ? installed.kernel() : emptied(installed.kernel(), ring), installed.stopped());
  }

  private static Kernel tagged(Kernel kernel, RingId ring, Vector<Descriptor> entries) {
    Kernel at = kernel;
    for (int i = 0; i < entries.size(); i++) {
      SlotId slot = SlotId.of(i);
      Option<Long> tag =
          entries.get(i) instanceof Descriptor.Whole(UpdateArgs args) ? args.tag() : Option.none();
      for (long data : tag) {
        at = at.begun(ring, Outside.TAG_SLOT, new Outside.Tagging(slot, data));
      }
    }
    return at;
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
    Installed installed = install(kernel, ring, (int) raw.offset(), entries);
    if (installed.stopped().isDefined() && design(kernel).deviates(UPDATE_ALL_OR_NOTHING)) {
      return Returned.of(kernel, installed.stopped());
    }
    return new Returned<>(
        installed.kernel(), Calls.updated(design(kernel), installed.done(), installed.stopped()));
  }

  private static Installed install(
      Kernel kernel, RingId ring, int first, Vector<Descriptor> entries) {
    Kernel at = kernel;
    for (int done = 0; done < entries.size(); done++) {
      Returned<Option<Errno>> one = into(at, ring, SlotId.of(first + done), entries.get(done));
      if (one.value().isDefined()) {
        return new Installed(one.kernel(), done, one.value());
      }
      at = one.kernel();
    }
    return new Installed(at, entries.size(), Option.none());
  }

  /** An entry goes into a slot: why it does not, if it does not. */
  private static Returned<Option<Errno>> into(
      Kernel kernel, RingId ring, SlotId slot, Descriptor entry) {
    Option<Errno> refusal = refusal(kernel, ring, entry);
    if (refusal.isDefined() || !(entry instanceof Descriptor.Whole whole)) {
      return new Returned<>(kernel, refusal);
    }
    UpdateArgs args = Outside.update(kernel.state(), whole.into(slot));
    return kernel.begun(ring, RegistrationSteps.START_UPDATE, args).finished(ring);
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
        : Returned.of(emptied(kernel, ring), Option.none());
  }

  private static Kernel emptied(Kernel kernel, RingId ring) {
    return (ascends(design(kernel)) ? cleared(kernel, ring) : kernel)
        .begun(ring, RegistrationSteps.START_UNREGISTER, NoArgs.NONE)
        .finished(ring)
        .kernel();
  }

  private static boolean ascends(Design design) {
    return design.follows(CallAlternative.TEARDOWN_ASCENDING)
        != design.deviates(UNREGISTER_IN_DISORDER);
  }

  /** The lowest slot is emptied first. */
  private static Kernel cleared(Kernel kernel, RingId ring) {
    Vector<Descriptor> nothing =
        Vector.fill(kernel.table(ring).slots().getOrElse(0), Descriptor.EMPTY);
    return install(kernel, ring, 0, nothing).kernel();
  }

  private static Design design(Kernel kernel) {
    return kernel.state().design();
  }
}
