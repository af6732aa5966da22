package io.uring.dmabuf.live.tour;

import io.uring.dmabuf.live.KernelRing;
import io.uring.dmabuf.live.KernelThreads;
import io.uring.dmabuf.live.UserTable;
import io.uring.dmabuf.live.UserTable.Held;
import io.uring.dmabuf.live.uapi.CancelMatch;
import io.uring.dmabuf.live.uapi.Iovec;
import io.uring.dmabuf.live.uapi.Opcode;
import io.uring.dmabuf.live.uapi.RegisterCalls;
import io.uring.dmabuf.live.uapi.Ring;
import io.uring.dmabuf.live.uapi.RingHandle;
import io.uring.dmabuf.live.uapi.SqeFlag;
import io.uring.dmabuf.live.uapi.UringCqe;
import io.uring.dmabuf.scenario.Calling;
import io.uring.dmabuf.system.RingKind;
import io.uring.dmabuf.uring.Malformed;
import io.uring.dmabuf.uring.RawClone;
import io.uring.dmabuf.uring.RawRegister;
import io.uring.dmabuf.uring.RawUpdate;
import io.uring.dmabuf.uring.UpdateArgs;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * A ring of the running kernel that a scenario drives, and what its user knows: the address and the
 * tag in each slot, and since when each completion may have been there. Moments are numbers of
 * statements.
 */
final class TourRing implements AutoCloseable {
  private static final int ENTRIES = Calling.SubmitAll.MOST;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

  private final Ring ring;
  private final RingKind kind;
  private final KernelThreads threads;
  private final int size;
  private UserTable table = UserTable.NONE;
  private final Map<Long, Origin> origins = new HashMap<>();
  private final java.util.List<UringCqe> posted = new ArrayList<>();
  private final java.util.List<UringCqe> news = new ArrayList<>();

  /** The requests for a worker thread that wait on a pipe, by their user data. */
  private final Set<Long> atWorker = new HashSet<>();

  private boolean closed;

  /**
   * Where the completions with some user data come from that the user has not consumed.
   *
   * @param since the earliest moment at which one can be there
   * @param buffers the tags of the buffers that requests used
   * @param completions how many there will be
   */
  private record Origin(int since, List<Long> buffers, int completions) {
    private static final Origin NONE = new Origin(Integer.MAX_VALUE, List.empty(), 0);

    /** Together with one more. */
    private Origin and(Origin later) {
      return new Origin(
          Math.min(since, later.since),
          buffers.appendAll(later.buffers),
          completions + later.completions);
    }
  }

  /** A ring without a table, which will have so many slots. */
  TourRing(int size) {
    this(size, RingKind.PLAIN);
  }

  /** The same of some kind. */
  TourRing(int size, RingKind kind) {
    this.size = size;
    this.kind = kind;
    this.ring =
        Ring.setup(ENTRIES, KernelRing.flags(kind))
            .getOrElseThrow(refusal -> new IllegalStateException(refusal.text()));
    this.threads = new KernelThreads(ring, kind);
  }

  // Calls.

  /** Whether it has no descriptor any more. */
  boolean isClosed() {
    return closed;
  }

  /** A sparse table: 0. */
  long register() {
    return register(Option.none(), Option.none());
  }

  /** A sparse table whose arguments need not fit together, or be well-formed: 0. */
  long register(Option<RawRegister> raw, Option<Malformed> wrong) {
    RawRegister asked = raw.getOrElse(() -> RawRegister.of(size));
    RegisterCalls calls = ring.register().handing(wrong);
    long result =
        asked.unknownFlags() || asked.sparseWithData()
            ? calls.registerRaw(asked.count(), flags(asked))
            : calls.registerSparse(asked.count());
    if (result == 0) {
      table = UserTable.sparse((int) asked.count());
    }
    return result;
  }

  private static int flags(RawRegister asked) {
    return (asked.sparseWithData() ? 1 : 0) | (asked.unknownFlags() ? 4 : 0);
  }

  /** A table of buffers, with the length of the one at each address: 0. */
  long register(List<Held> entries, List<Long> lengths) {
    long result = ring.register().registerBuffers(iovecs(entries, lengths), entries.map(Held::tag));
    if (result == 0) {
      table = UserTable.of(entries);
    }
    return result;
  }

  private static List<Iovec> iovecs(List<Held> entries, List<Long> lengths) {
    return entries.zipWith(lengths, (entry, length) -> new Iovec(entry.address(), length));
  }

  /** An update of slots, with the length of the buffer at each address. */
  long update(int now, long offset, List<Held> entries, List<Long> lengths) {
    long result = ring.register().update(offset, iovecs(entries, lengths), entries.map(Held::tag));
    List<Held> done = entries.take((int) Math.max(0, result));
    for (int i = 0; i < done.size(); i++) {
      emptied(now, table.at((int) offset + i));
    }
    table = done.isEmpty() ? table : table.updated((int) offset, done);
    return result;
  }

  /** An update whose arguments do not fit together, or are not well-formed. */
  long update(RawUpdate asked, Option<Malformed> wrong) {
    return ring.register()
        .handing(wrong)
        .updateRaw(asked.offset(), asked.count(), asked.unknownFlags() ? 2 : 0, asked.readable());
  }

  /**
   * Slots of another ring's table: 0.
   *
   * @param source the other ring; none where its name stands for none
   * @param named how it is named
   */
  long cloneFrom(
      int now, Option<TourRing> source, RingHandle named, RawClone asked, Option<Malformed> wrong) {
    long result =
        ring.register()
            .handing(wrong)
            .cloneBuffers(
                named,
                asked.from(),
                asked.to(),
                asked.count(),
                asked.replace(),
                asked.unknownFlags());
    if (result == 0) {
      UserTable theirs = source.get().table;
      table.replacedBy(theirs, asked).forEach(held -> emptied(now, held));
      table = table.cloning(theirs, asked);
    }
    return result;
  }

  /** The table goes: 0. */
  long unregister(int now) {
    return unregister(now, Option.none());
  }

  /** The same with what may be no argument of it. */
  long unregister(int now, Option<Malformed> wrong) {
    long result = ring.register().handing(wrong).unregisterBuffers();
    if (result == 0) {
      table.slots().forEach(held -> emptied(now, held));
      table = UserTable.NONE;
    }
    return result;
  }

  /** The tag of what was in a slot may be posted from now on. */
  private void emptied(int now, Held held) {
    comes(held.tag(), new Origin(now, List.empty(), 1));
  }

  private void comes(long data, Origin origin) {
    origins.merge(data, origin, Origin::and);
  }

  /**
   * One of the requests that a call hands over.
   *
   * @param opcode a fixed read or write
   * @param slot that it names
   * @param file its descriptor
   * @param ranges of the buffer; one, for what is no vector
   * @param address in the place of a range
   * @param position in the file; for a NOP 1 if task work completes it
   * @param data its user data
   * @param ends whether it has ended when the call returns, or soon
   * @param flags how it is handled
   */
  record Sqe(
      Opcode opcode,
      int slot,
      int file,
      List<Iovec> ranges,
      Option<Long> address,
      long position,
      long data,
      boolean ends,
      List<SqeFlag> flags) {
    /**
     * One that only holds a buffer.
     *
     * @param tw whether task work completes it
     */
    static Sqe nop(int slot, long data, boolean tw, List<SqeFlag> flags) {
      return new Sqe(
          Opcode.NOP, slot, -1, List.empty(), Option.none(), tw ? 1 : 0, data, false, flags);
    }

    private boolean isVector() {
      return opcode == Opcode.READV_FIXED || opcode == Opcode.WRITEV_FIXED;
    }
  }

  /**
   * Requests, and the wait for the completion of those that end, of two seconds at most: how many
   * entries were consumed.
   */
  long submit(int now, List<Sqe> requests) {
    Map<Long, Integer> expected = new HashMap<>();
    for (Sqe sqe : requests) {
      comes(sqe.data(), new Origin(now, UpdateArgs.tagOf(table.at(sqe.slot()).tag()).toList(), 1));
      if (sqe.ends()) {
        expected.merge(sqe.data(), 1 + all(sqe.data()).size(), (one, more) -> one + 1);
      }
      if (sqe.flags().contains(SqeFlag.ASYNC)) {
        threads.limit();
        if (!sqe.ends()) {
          atWorker.add(sqe.data());
        }
      }
      prepare(sqe);
    }
    long result = ring.submit();
    expected.forEach(this::await);
    entered(requests.exists(sqe -> !sqe.ends() && sqe.flags().contains(SqeFlag.ASYNC)));
    return result;
  }

  private void prepare(Sqe sqe) {
    if (sqe.opcode() == Opcode.NOP) {
      ring.prepareNop(sqe.slot(), sqe.position() > 0, sqe.data(), sqe.flags());
      return;
    }
    long base = table.at(sqe.slot()).address();
    List<Iovec> ranges = sqe.ranges().map(r -> new Iovec(base + r.base(), r.len()));
    long address =
        sqe.isVector() ? ring.vector(ranges) : sqe.address().getOrElse(() -> ranges.head().base());
    int length = sqe.isVector() ? ranges.size() : (int) ranges.head().len();
    ring.prepareFixed(
        sqe.opcode(),
        sqe.file(),
        sqe.position(),
        address,
        length,
        sqe.data(),
        sqe.slot(),
        sqe.flags());
  }

  /** Requests are cancelled by a call: what it returns. */
  long cancel(CancelMatch match, Option<Malformed> wrong) {
    long result = ring.register().handing(wrong).syncCancel(match);
    entered(false);
    return result;
  }

  /** Requests are cancelled by another one: how many entries were consumed. */
  long cancel(int now, CancelMatch match, long own) {
    comes(own, new Origin(now, List.empty(), 1));
    ring.prepareCancel(match, own);
    long result = ring.submit();
    entered(false);
    return result;
  }

  // Names.

  /** How its calls name it while nobody says otherwise. */
  RingHandle handle() {
    return ring.handle();
  }

  /** Its calls name it otherwise from now on. */
  void named(RingHandle next) {
    ring.by(next);
  }

  /** A call that names it in some way. */
  long by(RingHandle named, ToLongFunction<TourRing> call) {
    RingHandle before = ring.handle();
    ring.by(named);
    try {
      return call.applyAsLong(this);
    } finally {
      ring.by(before);
    }
  }

  /** How many bytes of its own count as locked. */
  long lockedBytes() {
    return ring.lockedBytes();
  }

  /** Its calls on registered rings. */
  RegisterCalls calls() {
    return ring.register();
  }

  /** Its descriptor is closed, and an index keeps it: 0. */
  long closeDescriptor(RingHandle kept) {
    ring.by(kept);
    return ring.closeDescriptor();
  }

  /** The only worker thread is kept busy, or let go. */
  void hold(boolean busy) {
    if (busy) {
      threads.hold();
    } else {
      threads.letWorkerGo(threads.holds());
      entered(false);
    }
  }

  /** Whether the worker thread is kept busy at this ring. */
  boolean isHeld() {
    return threads.holds() > 0;
  }

  /**
   * The task enters the kernel, which does what it has for it; on a ring that defers only if it is
   * asked to.
   *
   * @param byWorker whether a worker thread is waited for, and then completions are asked for
   */
  private void entered(boolean byWorker) {
    if (closed) {
      return;
    }
    if (byWorker && !isHeld()) {
      threads.awaitWorkers();
    }
    if (kind != RingKind.DEFERRED) {
      work();
    }
  }

  /** Something has happened at the other end of a pipe. */
  void streamsChanged() {
    entered(false);
  }

  /** The task lets the kernel work. */
  void work() {
    if (closed) {
      return;
    }
    threads.awaitPoller();
    ring.getEvents();
    take();
    if (!isHeld() && !atWorker.isEmpty()) {
      threads.awaitWorkers();
    }
  }

  /** A request uses a buffer with a tag, which does not come before its completion. */
  void uses(long data, long tag) {
    origins.computeIfPresent(
        data, (same, of) -> new Origin(of.since(), of.buffers().append(tag), of.completions()));
  }

  // Completions.

  /** Two seconds at most, but until the worker threads have done what they were given. */
  private void await(long data, int many) {
    long end = System.nanoTime() + PATIENCE;
    while (!closed && all(data).size() < many) {
      if (System.nanoTime() > end) {
        threads.awaitWorkers();
        return;
      }
      ring.awaitEvents();
    }
  }

  private void take() {
    for (UringCqe cqe : threads.take()) {
      posted.add(cqe);
      news.add(cqe);
      atWorker.remove(cqe.userData());
    }
  }

  /** What was posted since this was asked the last time. */
  List<UringCqe> news() {
    if (!closed) {
      take();
    }
    List<UringCqe> all = List.ofAll(news);
    news.clear();
    return all;
  }

  /** The completions with some user data that are there. */
  private List<UringCqe> all(long data) {
    if (!closed) {
      take();
    }
    return List.ofAll(posted).filter(cqe -> cqe.userData() == data);
  }

  /** The first completion with some user data, waited for two seconds at most. */
  Option<UringCqe> consume(long data) {
    await(data, 1);
    return consumed(all(data).headOption());
  }

  /**
   * The completion with some user data and, if there is one of several, this result, waited for two
   * seconds at most; the user consumes it.
   */
  Option<UringCqe> consume(long data, int res) {
    await(data, 1);
    List<UringCqe> all = all(data);
    return consumed(all.find(cqe -> cqe.res() == res).orElse(all::headOption));
  }

  private Option<UringCqe> consumed(Option<UringCqe> found) {
    for (UringCqe cqe : found) {
      posted.remove(cqe);
      origins.computeIfPresent(
          cqe.userData(),
          (data, of) ->
              of.completions() > 1
                  ? new Origin(of.since(), of.buffers(), of.completions() - 1)
                  : null);
    }
    return found;
  }

  /**
   * A completion that is there before another one, although it cannot be: it belongs to what began
   * only after the other one was posted, or it is the tag of the buffer that the other one used.
   *
   * @param data of the other one
   * @param postedAt when the model posted the other one
   */
  Option<UringCqe> tooEarly(long data, int postedAt) {
    List<Long> buffers = origin(data).buffers();
    return List.ofAll(posted)
        .takeWhile(cqe -> cqe.userData() != data)
        .find(early ->
            origin(early.userData()).since() >= postedAt || buffers.contains(early.userData()));
  }

  private Origin origin(long data) {
    return origins.getOrDefault(data, Origin.NONE);
  }

  /** What is there and was not consumed. */
  List<UringCqe> left() {
    if (!closed) {
      take();
    }
    return List.ofAll(posted);
  }

  @Override
  public void close() {
    if (!closed) {
      take();
      closed = true;
      ring.close();
      threads.close();
      posted.clear();
    }
  }
}
