package io.uring.dmabuf.scenario;

import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.system.DriveConfig;
import io.uring.dmabuf.system.DriveConfig.Reach;
import io.uring.dmabuf.uring.BufferKind;
import io.uring.dmabuf.uring.Op;
import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Map.Entry;
import java.util.TreeMap;

/**
 * What the user knows without asking the machine: where the memory lies that he has made, what
 * stands in which slot by what his calls returned, and where each byte of a request of his belongs.
 * It counts in its own way, from byte to byte of the memory, and knows nothing of nodes, imports,
 * {@code bio_vec}s and mappings.
 */
final class Ledger {
  private Map<String, Ground> grounds = HashMap.empty();
  private Map<String, Disk> disks = HashMap.empty();
  private Map<String, Disk> files = HashMap.empty();
  private Map<String, Integer> slots = HashMap.empty();

  /** The names of what stands in the slots of each ring that has a table. */
  private Map<String, Vector<Option<String>>> tables = HashMap.empty();

  /** The ring that each index stands for, or has stood for last, by their names. */
  private Map<String, String> ofIndexes = HashMap.empty();

  private int line = 64;

  /**
   * Memory with a name.
   *
   * @param at the physical address of the byte with which each of its pieces begins
   * @param length in bytes
   */
  private record Ground(TreeMap<Long, Long> at, long length) {
    private static Ground of(Iterable<DmaSegment> pieces) {
      TreeMap<Long, Long> at = new TreeMap<>();
      long length = 0;
      for (DmaSegment piece : pieces) {
        at.put(length, piece.address());
        length += piece.length();
      }
      return new Ground(at, length);
    }

    /** Where some bytes of it lie, as far as it has them. */
    private void put(long offset, long bytes, List<DmaSegment> places) {
      long end = Math.min(length, bytes > length - offset ? length : offset + bytes);
      long from = offset;
      while (from < end) {
        Entry<Long, Long> piece = at.headMap(from, true).lastEntry();
        long to = at.tailMap(from, false).keySet().stream().findFirst().orElse(end);
        long stop = Math.min(end, to);
        places.add(new DmaSegment(piece.getValue() + from - piece.getKey(), stop - from));
        from = stop;
      }
    }
  }

  /**
   * A drive.
   *
   * @param number how many drives there were with it
   * @param line what its accesses to memory are rounded to by syncs, in bytes
   */
  private record Disk(int number, long size, int line) {}

  /**
   * Where the bytes of a request belong.
   *
   * @param read whether they go from the drive to memory
   * @param drive the number of the drive
   * @param position on the drive, in bytes
   * @param memory where they lie in memory, in order
   * @param line what the drive's accesses to memory are rounded to by syncs, in bytes
   */
  record Belonging(boolean read, int drive, long position, Vector<DmaSegment> memory, int line) {}

  // What the user does.

  /** A statement was carried out and returned a value. */
  void carriedOut(Statement statement, String value) {
    switch (statement) {
      case Making making -> made(making);
      case Calling.RingFd index when value.equals("1") ->
          ofIndexes = ofIndexes.put(index.name(), ring(index.of().getOrElse(index.ring())));
      case Calling.Register register -> registered(register, value);
      case Calling.Update update -> updated(update, value);
      case Calling.Clone clone when value.equals("0") -> cloned(clone);
      case Calling.Unregister gone when value.equals("0") ->
          tables = tables.remove(ring(gone.ring()));
      case Calling _, Driving _, Looking _ -> {}
    }
  }

  /** The name of the ring that a call is on, which may be named by an index. */
  private String ring(String name) {
    return ofIndexes.getOrElse(name, name);
  }

  private void made(Making making) {
    switch (making) {
      case Making.Machine machine -> line = machine.line();
      case Making.NewDrive(String name, DriveConfig config) -> {
        boolean coherent = config.reach() != Reach.NON_COHERENT;
        disks = disks.put(name, new Disk(disks.size() + 1, config.size(), coherent ? 1 : line));
      }
      case Making.NewFile file ->
          files = disks.get(file.drive()).fold(() -> files, disk -> files.put(file.name(), disk));
      case Making.NewBuffer(String name, var pieces) ->
          grounds = grounds.put(name, Ground.of(pieces));
      case Making.NewMemory memory ->
          grounds = grounds.put(memory.name(), Ground.of(memory.pieces()));
      case Making.NewRing ring -> slots = slots.put(ring.name(), ring.slots());
      case Making.NewPipe _, Making.NewCounter _ -> {}
    }
  }

  /** A table of so many slots, or one with these buffers. */
  private void registered(Calling.Register register, String value) {
    if (value.equals("0")) {
      int usual = register.entries().isEmpty() ? slots.getOrElse(ring(register.ring()), 0) : 0;
      int sparse = register.raw().map(raw -> (int) raw.count()).getOrElse(usual);
      Vector<Option<String>> empty = Vector.fill(sparse, Option.none());
      tables =
          tables.put(
              ring(register.ring()), empty.appendAll(register.entries().map(Ledger::bufferOf)));
    }
  }

  /** As many slots have changed as the call says. */
  private void updated(Calling.Update update, String value) {
    if (value.matches("\\d+")) {
      Vector<Calling.Entry> done = update.entries().take(Integer.parseInt(value));
      Vector<Option<String>> table = tables.getOrElse(ring(update.ring()), Vector.empty());
      int first = (int) update.slot();
      tables =
          tables.put(
              ring(update.ring()),
              table
                  .take(first)
                  .appendAll(done.map(Ledger::bufferOf))
                  .appendAll(table.drop(first + done.size())));
    }
  }

  /** Slots of another ring's table have come, all of them if no number is said. */
  private void cloned(Calling.Clone clone) {
    Vector<Option<String>> table = tables.getOrElse(ring(clone.ring()), Vector.empty());
    Vector<Option<String>> source = tables.getOrElse(ring(clone.source()), Vector.empty());
    int many = clone.asked().count() == 0 ? source.size() : (int) clone.asked().count();
    int first = (int) clone.asked().to();
    tables =
        tables.put(
            ring(clone.ring()),
            table
                .take(first)
                .padTo(first, Option.none())
                .appendAll(source.drop((int) clone.asked().from()).take(many))
                .appendAll(table.drop(first + many)));
  }

  private static Option<String> bufferOf(Calling.Entry entry) {
    return entry.kind().contains(BufferKind.EMPTY) ? Option.none() : entry.buffer();
  }

  // What the user can tell.

  /** The name of what stands in the slot that a request names; none where nothing does. */
  Option<String> buffer(Calling.Request request) {
    return tables
        .get(ring(request.ring()))
        .filter(table -> request.slot() < table.size())
        .flatMap(table -> table.get(request.slot()));
  }

  /** Where a range of memory with a name lies, as far as it is memory. */
  Vector<DmaSegment> memory(String name, long offset, long length) {
    List<DmaSegment> places = new ArrayList<>();
    grounds.get(name).forEach(ground -> ground.put(offset, length, places));
    return Vector.ofAll(places);
  }

  /** Where the first bytes of a request lie in the memory with a name that it works in. */
  Vector<DmaSegment> memory(Calling.Request request, String buffer, long most) {
    List<DmaSegment> places = new ArrayList<>();
    long left = most;
    for (DmaSegment range : ranges(request)) {
      long bytes = Math.min(left, range.length());
      grounds.get(buffer).get().put(range.address(), bytes, places);
      left -= bytes;
    }
    return Vector.ofAll(places);
  }

  /**
   * Where the first bytes of a request belong: those that the drive has.
   *
   * @param buffer the name of the memory that it works in
   * @param most how many bytes at most
   */
  Belonging belonging(Calling.Request request, String buffer, long most) {
    Disk disk = files.get(request.file()).get();
    long left = Math.max(0, Math.min(most, disk.size() - request.position()));
    return new Belonging(
        request.op() == Op.READ_FIXED,
        disk.number(),
        request.position(),
        memory(request, buffer, left),
        disk.line());
  }

  /** What a request asks for of its buffer: offsets and lengths. */
  private static List<DmaSegment> ranges(Calling.Request request) {
    List<DmaSegment> ranges = new ArrayList<>();
    switch (request) {
      case Calling.Submit one -> ranges.add(new DmaSegment(one.offset(), one.length()));
      case Calling.SubmitVector many ->
          many.ranges().forEach(r -> ranges.add(new DmaSegment(r.offset(), r.length())));
      case Calling.Nop _ -> {}
    }
    return ranges;
  }
}
