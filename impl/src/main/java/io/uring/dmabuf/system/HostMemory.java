package io.uring.dmabuf.system;

import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.dma.Page;
import io.uring.dmabuf.dma.Unbacked;
import io.vavr.collection.SortedMap;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.Arrays;

/**
 * Physical memory to the byte, and the lines of it that the CPU holds in its caches, which are
 * write-back. A device that is coherent sees the lines, and its writes end them; any other sees
 * memory alone, and the CPU what it holds, until a sync. A sync works on whole lines, also on those
 * that it shares with bytes outside its range: this is how two neighbours can disturb each other.
 * Immutable. Memory that nobody wrote to is zero and takes no room.
 *
 * @param ram what was written to memory, in pages
 * @param backed where there is memory
 * @param lineSize the size of a cache line in bytes, a power of two that divides the page size
 * @param lines the lines that the CPU holds, by physical address
 */
public record HostMemory(
    Memory ram, Vector<DmaSegment> backed, int lineSize, SortedMap<Long, Line> lines) {

  /**
   * A line that the CPU holds.
   *
   * @param content what the CPU sees
   * @param dirty whether the CPU wrote to it and memory does not know
   */
  public record Line(Page content, boolean dirty) {}

  /** No memory at all. */
  public static HostMemory none(int pageSize, int lineSize) {
    return new HostMemory(Memory.empty(pageSize), Vector.empty(), lineSize, TreeMap.empty());
  }

  /** This memory with zeros in one more place. */
  public HostMemory withMemory(long address, long length) {
    return new HostMemory(ram, backed.append(new DmaSegment(address, length)), lineSize, lines);
  }

  /** What the CPU sees. */
  public Either<Unbacked, byte[]> cpuRead(long address, int length) {
    return read(address, length).map(bytes -> overlaid(address, bytes));
  }

  /** After the CPU wrote: the lines are dirty. */
  public Either<Unbacked, HostMemory> cpuWrite(long address, byte[] bytes) {
    long first = lineOf(address);
    int length = (int) (lineOf(address + bytes.length - 1) + lineSize - first);
    return cpuRead(first, length)
        .map(all -> {
          System.arraycopy(bytes, 0, all, (int) (address - first), bytes.length);
          SortedMap<Long, Line> held = lines;
          for (int at = 0; at < length; at += lineSize) {
            byte[] line = Arrays.copyOfRange(all, at, at + lineSize);
            held = held.put(first + at, new Line(new Page(line), true));
          }
          return new HostMemory(ram, backed, lineSize, held);
        });
  }

  /** What a device sees; one that is coherent sees what the CPU does. */
  public Either<Unbacked, byte[]> deviceRead(long address, int length, boolean coherent) {
    return coherent ? cpuRead(address, length) : read(address, length);
  }

  /** After a device wrote; if it is coherent, the CPU holds none of these lines any more. */
  public Either<Unbacked, HostMemory> deviceWrite(long address, byte[] bytes, boolean coherent) {
    HostMemory before =
        coherent ? syncForCpu(syncForDevice(address, bytes.length), address, bytes.length) : this;
    return before.write(address, bytes);
  }

  /** After a sync for the device: memory has what the CPU wrote to the lines of the range. */
  public HostMemory syncForDevice(long address, long length) {
    HostMemory synced = this;
    for (long at : held(address, length)) {
      Line line = lines.get(at).get();
      if (line.dirty()) {
        HostMemory written = synced.write(at, line.content().bytes()).get();
        synced =
            new HostMemory(
                written.ram,
                backed,
                lineSize,
                written.lines.put(at, new Line(line.content(), false)));
      }
    }
    return synced;
  }

  /** After a sync for the CPU: it holds no line of the range; what it had not told is lost. */
  public HostMemory syncForCpu(long address, long length) {
    return syncForCpu(this, address, length);
  }

  private static HostMemory syncForCpu(HostMemory memory, long address, long length) {
    return new HostMemory(
        memory.ram,
        memory.backed,
        memory.lineSize,
        memory.lines.removeAll(memory.held(address, length)));
  }

  private Vector<Long> held(long address, long length) {
    long first = lineOf(address);
    long end = address + length;
    return (end - first) / lineSize > lines.size()
        ? lines.keySet().toVector().filter(at -> at >= first && at < end)
        : Vector.rangeBy(first, end, lineSize).filter(lines::containsKey);
  }

  private byte[] overlaid(long address, byte[] bytes) {
    for (long at : held(address, bytes.length)) {
      byte[] line = lines.get(at).get().content().bytes();
      long from = Math.max(at, address);
      long to = Math.min(at + lineSize, address + bytes.length);
      System.arraycopy(line, (int) (from - at), bytes, (int) (from - address), (int) (to - from));
    }
    return bytes;
  }

  /** What memory has, whatever the CPU holds. */
  public Either<Unbacked, byte[]> read(long address, int length) {
    return present(address, length).flatMap(all -> all.read(address, length));
  }

  /** After memory was written, whatever the CPU holds. */
  public Either<Unbacked, HostMemory> write(long address, byte[] bytes) {
    return present(address, bytes.length)
        .flatMap(all -> all.write(address, bytes))
        .map(written -> new HostMemory(written, backed, lineSize, lines));
  }

  /** Memory with pages of zeros where there is memory in the range that was never written to. */
  private Either<Unbacked, Memory> present(long address, int length) {
    Memory all = ram;
    int size = ram.pageSize();
    for (long page = Math.floorDiv(address, (long) size) * size;
        page < address + length;
        page += size) {
      if (all.page(page).isRight()) {
        continue;
      }
      if (backing(page).isEmpty()) {
        return Either.left(new Unbacked(page));
      }
      all = all.withZeroPages(page, 1);
    }
    return Either.right(all);
  }

  private Option<DmaSegment> backing(long page) {
    return backed.find(s -> s.address() < page + ram.pageSize() && page < s.end());
  }

  private long lineOf(long address) {
    return address - Math.floorMod(address, (long) lineSize);
  }
}
