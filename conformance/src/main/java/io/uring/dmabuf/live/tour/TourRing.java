package io.uring.dmabuf.live.tour;

import io.uring.dmabuf.live.uapi.Iovec;
import io.uring.dmabuf.live.uapi.Opcode;
import io.uring.dmabuf.live.uapi.Ring;
import io.uring.dmabuf.live.uapi.UringCqe;
import io.uring.dmabuf.uring.UpdateArgs;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A ring of the running kernel that a scenario drives, and what its user knows: the address and the
 * tag in each slot, and since when each completion may have been there. Moments are numbers of
 * statements.
 */
final class TourRing implements AutoCloseable {
  private static final int ENTRIES = 64;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);
  private static final Slot NOTHING = new Slot(0, 0);

  private final Ring ring;
  private final int size;
  private Slot[] slots = new Slot[0];
  private final Map<Long, Origin> origins = new HashMap<>();
  private final java.util.List<UringCqe> posted = new ArrayList<>();
  private boolean closed;

  /** What the user put into a slot; no tag is 0. */
  record Slot(long address, long tag) {}

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
    this.size = size;
    this.ring =
        Ring.setup(ENTRIES).getOrElseThrow(refusal -> new IllegalStateException(refusal.text()));
  }

  // Calls.

  /** Whether it has no descriptor any more. */
  boolean isClosed() {
    return closed;
  }

  /** A sparse table: 0. */
  long register() {
    long result = ring.register().registerSparse(size);
    if (result == 0) {
      slots = new Slot[size];
      Arrays.fill(slots, NOTHING);
    }
    return result;
  }

  /** A table of buffers, with the length of the one at each address: 0. */
  long register(List<Slot> entries, List<Long> lengths) {
    long result = ring.register().registerBuffers(iovecs(entries, lengths), entries.map(Slot::tag));
    if (result == 0) {
      slots = entries.toJavaArray(Slot[]::new);
    }
    return result;
  }

  private static List<Iovec> iovecs(List<Slot> entries, List<Long> lengths) {
    return entries.zipWith(lengths, (entry, length) -> new Iovec(entry.address(), length));
  }

  /** An update of slots, with the length of the buffer at each address. */
  long update(int now, long offset, List<Slot> entries, List<Long> lengths) {
    long result = ring.register().update(offset, iovecs(entries, lengths), entries.map(Slot::tag));
    for (int i = 0; i < result; i++) {
      emptied(now, (int) offset + i);
      slots[(int) offset + i] = entries.get(i);
    }
    return result;
  }

  /** The table goes: 0. */
  long unregister(int now) {
    long result = ring.register().unregisterBuffers();
    if (result == 0) {
      for (int slot = 0; slot < slots.length; slot++) {
        emptied(now, slot);
      }
      slots = new Slot[0];
    }
    return result;
  }

  /** The tag of what was in a slot may be posted from now on. */
  private void emptied(int now, int slot) {
    comes(slots[slot].tag(), new Origin(now, List.empty(), 1));
  }

  private void comes(long data, Origin origin) {
    origins.merge(data, origin, Origin::and);
  }

  /** A vectored request on ranges of a buffer, likewise. */
  long submitVector(
      int now, Opcode op, int slot, int file, List<Iovec> ranges, long position, long data) {
    long base = used(slot).address();
    long vector = ring.vector(ranges.map(r -> new Iovec(base + r.base(), r.len())));
    return submitted(now, op, slot, file, vector, ranges.size(), position, data);
  }

  private Slot used(int slot) {
    return slot >= 0 && slot < slots.length ? slots[slot] : NOTHING;
  }

  /**
   * A request, and the wait for its completion, of two seconds at most: how many entries were
   * consumed.
   */
  long submit(
      int now, Opcode op, int slot, int file, long offset, int length, long position, long data) {
    return submitted(now, op, slot, file, used(slot).address() + offset, length, position, data);
  }

  private long submitted(
      int now, Opcode op, int slot, int file, long address, int length, long position, long data) {
    comes(data, new Origin(now, UpdateArgs.tagOf(used(slot).tag()).toList(), 1));
    int before = all(data).size();
    ring.prepareFixed(op, file, position, address, length, data, slot, List.empty());
    long result = ring.submit();
    await(data, before + 1);
    return result;
  }

  // Completions.

  private void await(long data, int many) {
    long end = System.nanoTime() + PATIENCE;
    while (!closed && all(data).size() < many && System.nanoTime() < end) {
      ring.getEvents();
    }
  }

  private void take() {
    ring.reap().forEach(posted::add);
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
    }
  }
}
