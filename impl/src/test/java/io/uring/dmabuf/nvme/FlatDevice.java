package io.uring.dmabuf.nvme;

import io.uring.dmabuf.block.BlockRequest.Operation;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Iommu;
import java.util.Arrays;
import java.util.Random;

/**
 * The memory around a request, as the CPU, memory itself and a bounce buffer have it, and the disk:
 * four plain arrays. Two devices that are attached to one buffer share the first two. Memory that
 * is not within a guard of the request may not be touched at all.
 */
final class FlatDevice {
  private static final int LINE = 64;
  private static final int GUARD = 80;

  private final Layout layout;
  private final Iommu iommu;
  private final long base;
  private final byte[] cpu;
  private final byte[] ram;
  private final byte[] bounce;
  private final byte[] disk;
  private final boolean[] clean;
  private final byte[] diskBefore;
  private byte[] cpuBefore;

  FlatDevice(Layout layout, Random random) {
    this(
        layout,
        new byte[sizeOf(layout)],
        new byte[sizeOf(layout)],
        new boolean[sizeOf(layout)],
        random);
    random.nextBytes(cpu);
  }

  private FlatDevice(Layout layout, byte[] cpu, byte[] ram, boolean[] clean, Random random) {
    this.layout = layout;
    this.cpu = cpu;
    this.ram = ram;
    this.clean = clean;
    base = baseOf(layout);
    bounce = new byte[cpu.length];
    disk = new byte[(int) layout.length()];
    random.nextBytes(disk);
    cpuBefore = cpu;
    diskBefore = disk.clone();
    iommu = layout.reach().translated() ? mapped(layout) : Iommu.passthrough(layout.pageSize());
  }

  private static long baseOf(Layout layout) {
    return Math.max(0, layout.offset() - GUARD);
  }

  private static int sizeOf(Layout layout) {
    return (int) (layout.offset() + layout.length() + GUARD - baseOf(layout));
  }

  /** Another device, attached to the same buffer, with addresses and a disk of its own. */
  FlatDevice beside(Layout other, Random random) {
    return new FlatDevice(other, cpu, ram, clean, random);
  }

  /** Whether the other device, when its request begins, finds what this one has left. */
  boolean leaves(FlatDevice other) {
    return Arrays.equals(cpu, other.cpuBefore);
  }

  /** A request begins: what the CPU sees now is what it must find around the request. */
  void begin() {
    cpuBefore = cpu.clone();
  }

  private static Iommu mapped(Layout layout) {
    Iommu iommu =
        layout.reach() == Layout.Reach.IOMMU_DEFERRED
            ? Iommu.deferred(layout.pageSize())
            : Iommu.empty(layout.pageSize());
    for (DmaSegment s : layout.physical()) {
      long first = s.address() - Math.floorMod(s.address(), layout.pageSize());
      // Neighbours that meet inside a page share it: it has its translation already.
      long from = iommu.isMapped(first + layout.shift()) ? first + layout.pageSize() : first;
      if (from < s.end()) {
        iommu = iommu.map(from + layout.shift(), from, s.end() - from).get();
      }
    }
    return iommu;
  }

  /** Where in the arrays a run of physical bytes is that lies in one segment. */
  private int indexOf(long physical, long length) {
    long before = 0;
    for (DmaSegment s : layout.physical()) {
      if (s.address() <= physical && physical + length <= s.end()) {
        long at = before + physical - s.address() - base;
        if (0 <= at && at + length <= cpu.length) {
          return (int) at;
        }
      }
      before += s.length();
    }
    throw new BrokenLaw("the device touches nothing but the neighbourhood of the request");
  }

  /** The device moves bytes of the request between the disk and an address that it was told. */
  void move(long iova, long length, long done) {
    long left = Math.min(length, layout.moved() - done);
    for (long moved = 0; moved < left; ) {
      long at = iova + moved;
      long piece = Math.min(left - moved, layout.pageSize() - Math.floorMod(at, layout.pageSize()));
      long physical =
          iommu
              .translate(at)
              .getOrElseThrow(
                  fault -> new BrokenLaw("every address that the device uses is mapped"));
      int index = indexOf(physical, piece);
      byte[] seen =
          switch (layout.reach()) {
            case COHERENT, IOMMU_STRICT, IOMMU_DEFERRED -> cpu;
            case NON_COHERENT -> ram;
            case BOUNCE -> bounce;
          };
      int on = (int) (done + moved);
      if (layout.operation() == Operation.READ) {
        System.arraycopy(disk, on, seen, index, (int) piece);
      } else {
        System.arraycopy(seen, index, disk, on, (int) piece);
      }
      moved += piece;
    }
  }

  /** A sync, on whole lines where caches are the reason. */
  void sync(DmaSegment range, boolean forDevice) {
    int from = indexOf(range.address() - layout.shift(), range.length());
    int to = from + (int) range.length();
    if (layout.reach() == Layout.Reach.BOUNCE) {
      System.arraycopy(forDevice ? cpu : bounce, from, forDevice ? bounce : cpu, from, to - from);
      return;
    }
    int lower = (int) Math.min(from, Math.floorMod(range.address(), LINE));
    int upper = (int) Math.floorMod(-range.end(), LINE);
    int first = from - lower;
    int last = Math.min(cpu.length, to + upper);
    if (forDevice) {
      System.arraycopy(cpu, first, ram, first, last - first);
      Arrays.fill(clean, first, last, true);
    } else {
      System.arraycopy(ram, from, cpu, from, to - from);
    }
  }

  /** Whether the mapping, when it ends, leaves what a domain of this kind may leave, until then. */
  boolean endsMapping(long iova) {
    Iommu ended = iommu.table().foldLeft(iommu, (domain, run) -> domain.unmap(run.iova()).get());
    boolean left = layout.reach() == Layout.Reach.IOMMU_DEFERRED;
    return ended.isMapped(iova) != layout.reach().translated()
        && ended.stale(iova).equals(iommu.translate(iova).toOption().filter(a -> left))
        && ended.flush().stale(iova).isEmpty()
        && ended.flush().map(iova, iova, 1).isDefined()
        && ended.map(iova, iova, 1).isDefined() != left;
  }

  /** Caches may write what the CPU wrote to memory whenever they like. */
  void evict() {
    for (int i = 0; i < cpu.length; i++) {
      if (!clean[i]) {
        ram[i] = cpu[i];
      }
    }
  }

  /** Whether the bytes that were to move have moved, and no other has changed. */
  boolean isRight() {
    int at = (int) (layout.offset() - base);
    int moved = (int) layout.moved();
    boolean read = layout.operation() == Operation.READ;
    byte[] memory = cpuBefore.clone();
    byte[] blocks = diskBefore.clone();
    if (read) {
      System.arraycopy(diskBefore, 0, memory, at, moved);
    } else {
      System.arraycopy(cpuBefore, at, blocks, 0, moved);
    }
    return Arrays.equals(memory, cpu) && Arrays.equals(blocks, disk);
  }
}
