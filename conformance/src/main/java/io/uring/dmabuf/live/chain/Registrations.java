package io.uring.dmabuf.live.chain;

import static io.uring.dmabuf.live.chain.LiveDeviation.FAILED_REGISTRATION_KEEPS_TABLE;
import static io.uring.dmabuf.live.chain.LiveDeviation.PARTIAL_UPDATE_REPORTS_ERROR;
import static io.uring.dmabuf.live.chain.LiveDeviation.UNREGISTER_IN_DISORDER;
import static io.uring.dmabuf.live.chain.LiveDeviation.UNREGISTER_IS_BUSY;
import static io.uring.dmabuf.live.chain.LiveDeviation.UPDATE_ALL_OR_NOTHING;

import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.live.Alternative;
import io.uring.dmabuf.live.Entry;
import io.uring.dmabuf.live.Operation.RegisterRaw;
import io.uring.dmabuf.live.Operation.UpdateRaw;
import io.uring.dmabuf.live.uapi.Iovec;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.CompletionQueue;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.RawBuffer;
import io.uring.dmabuf.uring.RawRegister;
import io.uring.dmabuf.uring.RawUpdate;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.TableSteps;
import io.uring.dmabuf.uring.TeardownSteps;
import io.uring.dmabuf.uring.UpdateArgs;
import io.vavr.collection.List;
import io.vavr.control.Option;

/** The calls that register, update and unregister the table: each returns what the kernel does. */
final class Registrations {
  private final ModelSetup setup;
  private final ModelTable table;
  private final TaskWork task;

  /** How many tags the ring was given; the next one is the next number. */
  private int tagsGiven;

  /** The calls on a table. */
  Registrations(ModelSetup setup, ModelTable table, TaskWork task) {
    this.setup = setup;
    this.table = table;
    this.task = task;
  }

  /** A sparse table, or the errno. */
  long registerSparse(int slots) {
    Option<Errno> refusal = refusal(slots, 0);
    if (refusal.isDefined()) {
      return -refusal.get().number();
    }
    task.call(TableSteps.REGISTER_SPARSE, slots);
    table.emptied();
    return 0;
  }

  /** All or nothing: with one bad buffer there is neither a table nor a tag. */
  long register(List<Entry> entries) {
    RingContext before = table.table();
    int given = tagsGiven;
    long result = registerSparse(entries.size());
    if (result < 0) {
      return result;
    }
    Installed installed = install(0, entries.map(this::raw));
    if (installed.stopped().isDefined() && !setup.deviates(FAILED_REGISTRATION_KEEPS_TABLE)) {
      table.become(before);
      tagsGiven = given;
    }
    return installed.stopped().map(errno -> (long) -errno.number()).getOrElse(result);
  }

  /** What a registration with bad arguments returns. */
  long register(RegisterRaw raw) {
    return refused(refusal(raw.count(), raw.flags()));
  }

  private Option<Errno> refusal(long count, int flags) {
    boolean hasTable = !TableSteps.REGISTER_SPARSE.isEnabled(table.table(), 0);
    return new RawRegister(count, (flags & ~1) != 0, flags == 1).refusal(hasTable);
  }

  /** How many slots an update changed; an errno if it changed none. */
  long update(int offset, List<Entry> entries) {
    Option<Errno> refusal = refusal(new UpdateRaw(offset, entries.size(), 0, true));
    if (refusal.isDefined()) {
      return -refusal.get().number();
    }
    RingContext before = table.table();
    int given = tagsGiven;
    Installed installed = install(offset, entries.map(this::raw));
    Option<Errno> stopped = installed.stopped();
    if (stopped.isDefined() && setup.deviates(UPDATE_ALL_OR_NOTHING)) {
      table.become(before);
      tagsGiven = given;
      return -stopped.get().number();
    }
    boolean nothing = installed.done() == 0 || setup.deviates(PARTIAL_UPDATE_REPORTS_ERROR);
    return stopped
        .filter(errno -> nothing)
        .map(errno -> -errno.number())
        .getOrElse(installed.done());
  }

  /** What an update with bad arguments returns. */
  long update(UpdateRaw raw) {
    return refused(refusal(raw));
  }

  private Option<Errno> refusal(UpdateRaw raw) {
    if (raw.flags() != 0 && setup.follows(Alternative.UPDATE_WORD_RESERVED)) {
      return Option.some(Errno.EINVAL);
    }
    return new RawUpdate(raw.offset(), raw.count(), raw.flags() != 0, raw.readable())
        .refusal(table.table().slots());
  }

  private static long refused(Option<Errno> refusal) {
    return -refusal.getOrElseThrow(() -> new StuckException("a reason to refuse")).number();
  }

  /**
   * How far an update came.
   *
   * @param done how many slots were changed
   * @param stopped why it went no further, if it did not
   */
  private record Installed(int done, Option<Errno> stopped) {}

  /** One slot after the other, until a buffer is refused. */
  private Installed install(int offset, List<RawBuffer> buffers) {
    int done = 0;
    for (RawBuffer buffer : buffers) {
      int slot = offset + done;
      Option<RingContext> begun = TableSteps.START_UPDATE.from(table.table(), update(slot, buffer));
      Option<Errno> stopped = buffer.refusal().orElse(Option.when(begun.isEmpty(), Errno.EINVAL));
      if (stopped.isDefined()) {
        return new Installed(done, stopped);
      }
      table.become(begun.get());
      task.finishCall();
      tagsGiven += buffer.tagged() ? 1 : 0;
      table.registered(slot, buffer);
      done++;
    }
    return new Installed(done, Option.none());
  }

  private UpdateArgs update(int slot, RawBuffer buffer) {
    return new UpdateArgs(
        SlotId.of(slot),
        buffer.isEmpty() ? BufferKind.EMPTY : BufferKind.PAGES,
        Option.none(),
        Option.none(),
        Option.when(buffer.tagged(), () -> CompletionQueue.userDataOfTag(tagsGiven + 1)),
        Option.none());
  }

  private RawBuffer raw(Entry entry) {
    Iovec iovec = setup.memory().iovec(entry);
    boolean mapped = entry.kind() != Entry.Kind.UNMAPPED;
    return new RawBuffer(iovec.base(), iovec.len(), entry.tagged(), mapped);
  }

  /** The table goes, whoever still has its buffers. */
  long unregister() {
    Option<RingContext> begun = TeardownSteps.START_UNREGISTER.from(table.table(), NoArgs.NONE);
    if (begun.isEmpty()) {
      return -Errno.ENXIO.number();
    }
    if (!table.inUse().isEmpty() && setup.deviates(UNREGISTER_IS_BUSY)) {
      return -Errno.EBUSY.number();
    }
    if (ascends()) {
      RawBuffer none = new RawBuffer(0, 0, false, true);
      table.table().slots().forEach(slots -> install(0, List.fill(slots, () -> none)));
    }
    task.call(TeardownSteps.START_UNREGISTER, NoArgs.NONE);
    table.emptied();
    return 0;
  }

  private boolean ascends() {
    return setup.follows(Alternative.TEARDOWN_ASCENDING) != setup.deviates(UNREGISTER_IN_DISORDER);
  }
}
