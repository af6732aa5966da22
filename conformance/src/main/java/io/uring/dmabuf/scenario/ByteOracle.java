package io.uring.dmabuf.scenario;

import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.system.Bytes;
import io.uring.dmabuf.system.RingRequest;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What every byte of memory and drives must be, kept beside the machine in plain arrays. It knows
 * what the user wrote and, by the {@link Ledger}, where the bytes of each request belong; it knows
 * nothing of imports, mappings, splits, data pointers, caches and queues. A byte that a request in
 * flight may be changing is not judged until the request has ended, nor is the result of two that
 * overlap; on a device that is not coherent, two that share a cache line overlap.
 */
final class ByteOracle {
  private static final int CHUNK = 4096;

  /** The space of physical memory; drives are spaces by their number. */
  private static final int MEMORY = 0;

  private final Map<Integer, TreeMap<Long, byte[]>> spaces = new TreeMap<>();
  private final Map<RingRequest, Motion> motions = new LinkedHashMap<>();

  /** What each space was when its bytes were right, and none of them has to be another since. */
  private final Map<Integer, List<Object>> right = new TreeMap<>();

  /** A run of bytes of a space. */
  private record Run(int space, long address, long length) {
    private long end() {
      return address + length;
    }

    private boolean meets(Run other) {
      return space == other.space && address < other.end() && other.address < end();
    }

    private Run rounded(int line) {
      long from = address - Math.floorMod(address, (long) line);
      return new Run(space, from, Math.ceilDiv(end(), (long) line) * line - from);
    }

    /** What lies of it in each chunk, in order. */
    private List<Piece> pieces() {
      List<Piece> pieces = new ArrayList<>();
      for (long from = address; from < end(); ) {
        long chunk = from / CHUNK;
        long to = Math.min(end(), (chunk + 1) * CHUNK);
        pieces.add(new Piece(chunk, (int) (from % CHUNK), (int) (to - from)));
        from = to;
      }
      return pieces;
    }
  }

  /** Bytes of one chunk, from the offset {@code at}. */
  private record Piece(long chunk, int at, int length) {}

  /** A request in flight: bytes go from some runs to others; some are nobody's to say. */
  private record Motion(List<Run> from, List<Run> to, int line, List<Run> open) {
    private Motion {
      open.addAll(to);
    }

    /** Something else reads or writes a run while this is in flight. */
    private void met(Run other, boolean written) {
      for (Run run : from) {
        if (written && run.rounded(line).meets(other.rounded(line))) {
          open.add(run.rounded(line));
          open.add(other);
        }
      }
      for (Run run : to) {
        if (run.rounded(line).meets(other.rounded(line))) {
          open.add(run.rounded(line));
          open.add(other.rounded(line));
        }
      }
    }

    private boolean isClear() {
      return open.size() == to.size();
    }
  }

  /** The user wrote to physical memory. */
  void wroteMemory(Vector<DmaSegment> where, byte[] bytes) {
    wrote(runs(MEMORY, where), bytes);
  }

  /** The user wrote to a drive by other means. */
  void wroteDrive(DeviceId drive, long position, byte[] bytes) {
    wrote(List.of(new Run(drive.number(), position, bytes.length)), bytes);
  }

  /** What physical memory must hold. */
  byte[] memory(Vector<DmaSegment> where) {
    return get(runs(MEMORY, where));
  }

  private void wrote(List<Run> runs, byte[] bytes) {
    put(runs, bytes);
    for (Run run : runs) {
      motions.values().forEach(motion -> motion.met(run, true));
    }
  }

  /**
   * A request went in flight.
   *
   * @param of where its bytes belong
   * @param byDrive whether the drive moves them, and not the CPU
   */
  void started(RingRequest id, Ledger.Belonging of, boolean byDrive) {
    List<Run> buffer = runs(MEMORY, of.memory());
    long length = buffer.stream().mapToLong(Run::length).sum();
    List<Run> disk = List.of(new Run(of.drive(), of.position(), length));
    boolean read = of.read();
    int line = byDrive ? of.line() : 1;
    Motion motion = new Motion(read ? disk : buffer, read ? buffer : disk, line, new ArrayList<>());
    for (Motion other : motions.values()) {
      motion.from().forEach(run -> other.met(run, false));
      motion.to().forEach(run -> other.met(run, true));
      other.from().forEach(run -> motion.met(run, false));
      other.to().forEach(run -> motion.met(run, true));
    }
    motions.put(id, motion);
  }

  /** A request ended: the first bytes of it have moved; without them nobody knows what has. */
  void ended(RingRequest id, long moved, Bytes actual) {
    Motion motion = motions.remove(id);
    if (motion == null) {
      return;
    }
    motion.open().forEach(run -> right.remove(run.space()));
    if (moved > 0 && motion.isClear()) {
      put(motion.to(), get(motion.from()));
    } else {
      motion.open().forEach(run -> adopt(run, actual));
    }
  }

  /**
   * A byte that is not what it must be.
   *
   * @param drive the drive; none for memory
   * @param address its physical address, or its position on the drive
   */
  record Wrong(Option<DeviceId> drive, long address, byte found, byte expected) {}

  /** The first byte that is not what it must be, in memory and then on the drives. */
  Option<Wrong> wrongByte(Bytes actual) {
    Option<Wrong> wrong = wrongIn(MEMORY, actual);
    for (DeviceId drive : actual.drives().ids()) {
      wrong = wrong.orElse(() -> wrongIn(drive.number(), actual));
    }
    return wrong;
  }

  private Option<Wrong> wrongIn(int space, Bytes actual) {
    List<Object> now = identity(space, actual);
    if (isSame(right.get(space), now)) {
      return Option.none();
    }
    for (long chunk : chunks(space, actual)) {
      byte[] expected = space(space).getOrDefault(chunk, new byte[CHUNK]);
      byte[] found = actual(space, actual, chunk * CHUNK, CHUNK);
      if (Arrays.equals(expected, found)) {
        continue;
      }
      for (int at = 0; at < CHUNK; at++) {
        long address = chunk * CHUNK + at;
        if (expected[at] != found[at] && !isOpen(space, address)) {
          return Option.some(new Wrong(driveOf(space), address, found[at], expected[at]));
        }
      }
    }
    right.put(space, now);
    return Option.none();
  }

  /** What a space consists of: nothing has changed in it while these are the same objects. */
  private static List<Object> identity(int space, Bytes actual) {
    return space == MEMORY
        ? List.of(actual.ram(), actual.lines())
        : List.of(actual.disk(DeviceId.of(space)));
  }

  @SuppressWarnings("ReferenceEquality") // Identity is what tells that nothing has changed.
  private static boolean isSame(@Nullable List<Object> one, List<Object> other) {
    if (one == null) {
      return false;
    }
    boolean same = true;
    for (int i = 0; same && i < other.size(); i++) {
      same = one.get(i) == other.get(i);
    }
    return same;
  }

  private static Option<DeviceId> driveOf(int space) {
    return Option.when(space != MEMORY, () -> DeviceId.of(space));
  }

  /** The chunks that anybody wrote to. */
  private TreeSet<Long> chunks(int space, Bytes actual) {
    TreeSet<Long> all = new TreeSet<>(space(space).keySet());
    Memory memory = space == MEMORY ? actual.ram() : actual.disk(DeviceId.of(space));
    int size = memory.pageSize();
    for (long page : memory.pages().keySet()) {
      for (long at = page * size; at < (page + 1) * size; at += CHUNK) {
        all.add(at / CHUNK);
      }
    }
    if (space == MEMORY) {
      actual.lines().keySet().forEach(line -> all.add(line / CHUNK));
    }
    return all;
  }

  private boolean isOpen(int space, long address) {
    Run one = new Run(space, address, 1);
    return motions.values().stream().anyMatch(m -> m.open().stream().anyMatch(one::meets));
  }

  private static byte[] actual(int space, Bytes actual, long address, int length) {
    return (space == MEMORY
            ? actual.cpuRead(address, length)
            : actual.disk(DeviceId.of(space)).read(address, length))
        .getOrElse(() -> new byte[length]);
  }

  private void adopt(Run run, Bytes actual) {
    put(List.of(run), actual(run.space(), actual, run.address(), (int) run.length()));
  }

  private byte[] get(List<Run> runs) {
    byte[] all = new byte[(int) runs.stream().mapToLong(Run::length).sum()];
    int done = 0;
    for (Run run : runs) {
      for (Piece piece : run.pieces()) {
        byte[] chunk = space(run.space()).get(piece.chunk());
        if (chunk != null) {
          System.arraycopy(chunk, piece.at(), all, done, piece.length());
        }
        done += piece.length();
      }
    }
    return all;
  }

  private void put(List<Run> runs, byte[] bytes) {
    int done = 0;
    for (Run run : runs) {
      right.remove(run.space());
      for (Piece piece : run.pieces()) {
        byte[] chunk = space(run.space()).computeIfAbsent(piece.chunk(), number -> new byte[CHUNK]);
        System.arraycopy(bytes, done, chunk, piece.at(), piece.length());
        done += piece.length();
      }
    }
  }

  private TreeMap<Long, byte[]> space(int space) {
    return spaces.computeIfAbsent(space, s -> new TreeMap<>());
  }

  private static List<Run> runs(int space, Vector<DmaSegment> segments) {
    return segments.map(s -> new Run(space, s.address(), s.length())).toJavaList();
  }
}
