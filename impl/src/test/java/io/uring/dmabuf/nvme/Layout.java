package io.uring.dmabuf.nvme;

import io.uring.dmabuf.block.BlockLimits;
import io.uring.dmabuf.block.BlockRequest.Operation;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.AddressingAlternative;
import io.uring.dmabuf.dma.DmaSegment;
import io.vavr.collection.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A random mapped buffer, a request in it and a queue, with the oracle of what must happen: it
 * walks all segments from the first one on, and shares nothing with what it judges.
 *
 * @param pageSize the controller's page in bytes
 * @param smallEntries PRP entries in a small descriptor, 0 for no small pool
 * @param largeEntries PRP entries in a large one
 * @param block the logical block in bytes
 * @param physical the buffer's memory, in order
 * @param shift what the device adds to physical addresses; 0 without an IOMMU
 * @param offset where the request starts in the buffer, in bytes
 * @param length in bytes
 * @param position where it starts on the disk, in bytes
 * @param limits of the queue; the boundary is that of a controller with or without SGLs, on one of
 *     the kernels
 * @param sgls whether the controller has SGLs
 * @param operation the direction
 * @param reach how the device gets at memory
 * @param moved how many bytes the device moves before it stops
 */
record Layout(
    int pageSize,
    int smallEntries,
    int largeEntries,
    int block,
    Vector<DmaSegment> physical,
    long shift,
    long offset,
    long length,
    long position,
    BlockLimits limits,
    boolean sgls,
    Operation operation,
    Reach reach,
    long moved) {
  private static final long GIB = 1L << 30;

  /** How a device gets at memory. */
  enum Reach {
    COHERENT,
    NON_COHERENT,
    BOUNCE,
    IOMMU_STRICT,
    IOMMU_DEFERRED;

    boolean needsSync() {
      return this == NON_COHERENT || this == BOUNCE;
    }

    boolean translated() {
      return this == IOMMU_STRICT || this == IOMMU_DEFERRED;
    }
  }

  /** What the device is told: segments of device addresses. */
  Vector<DmaSegment> segments() {
    return physical.map(s -> new DmaSegment(s.address() + shift, s.length()));
  }

  /** The pieces of device addresses that a part of the request is, found from the first segment. */
  List<DmaSegment> pieces(long from, long count) {
    List<DmaSegment> pieces = new ArrayList<>();
    long before = 0;
    for (DmaSegment s : physical) {
      long begin = Math.max(before, offset + from);
      long end = Math.min(before + s.length(), offset + from + count);
      if (begin < end) {
        pieces.add(new DmaSegment(s.address() + shift + begin - before, end - begin));
      }
      before += s.length();
    }
    return pieces;
  }

  /** Whether so many bytes of the request can be one transfer: each limit asked by itself. */
  boolean fits(long from, long count) {
    long at = position + from;
    if (count > limits.bytes()) {
      return false;
    }
    if (limits.chunk() > 0 && at / limits.chunk() != (at + count - 1) / limits.chunk()) {
      return false;
    }
    long told = 0;
    DmaSegment before = null;
    for (DmaSegment piece : pieces(from, count)) {
      for (long left = piece.length(); left > 0; left -= limits.segmentSize()) {
        told++;
      }
      if (before != null
          && limits.boundary() > 0
          && (before.end() % limits.boundary() != 0 || piece.address() % limits.boundary() != 0)) {
        return false;
      }
      before = piece;
    }
    return told <= limits.segments();
  }

  /** The same range of the same buffer, and a request of another device that is attached to it. */
  Layout onAnotherDevice(Random random) {
    return onDevice(
        random, 8, pageSize, smallEntries, largeEntries, block, physical, offset, length);
  }

  /** A layout of a random kind. */
  static Layout random(Random random) {
    boolean real = random.nextInt(40) == 0;
    int page = real ? 4096 : 64;
    int block = real ? 512 : 8 << random.nextInt(2);
    Vector<DmaSegment> physical = memory(random, page, block);
    long size = 0;
    for (DmaSegment s : physical) {
      size += s.length();
    }
    long most = Math.min(size, (real ? 60L : 30L) * page);
    long length = block * (1 + random.nextInt((int) Math.max(1, most / block)));
    length = Math.min(length, size - size % block);
    long room = size - length;
    long offset =
        switch (random.nextInt(4)) {
          case 0 -> 0;
          case 1 -> room;
          default -> room == 0 ? 0 : random.nextLong(room + 1);
        };
    offset = random.nextInt(4) == 0 ? offset : offset - offset % block;
    int smallEntries = real ? 32 : 4 * random.nextInt(2);
    int largeEntries = real ? 512 : 8;
    return onDevice(random, 1, page, smallEntries, largeEntries, block, physical, offset, length);
  }

  /**
   * A request for a range of a buffer, and a device of a random kind.
   *
   * @param lowest what the device adds at least, if it has an IOMMU, in units of 2^50 bytes
   */
  private static Layout onDevice(
      Random random,
      long lowest,
      int page,
      int smallEntries,
      int largeEntries,
      int block,
      Vector<DmaSegment> physical,
      long offset,
      long length) {
    boolean sgls = random.nextBoolean();
    Reach reach = Reach.values()[random.nextInt(Reach.values().length)];
    return new Layout(
        page,
        smallEntries,
        largeEntries,
        block,
        physical,
        reach.translated() ? (lowest + random.nextInt(7)) << 50 : 0,
        offset,
        length,
        (long) block * random.nextInt(64),
        limits(random, page, block, sgls),
        sgls,
        random.nextBoolean() ? Operation.READ : Operation.WRITE,
        reach,
        random.nextInt(8) == 0 ? random.nextLong(length) : length);
  }

  private static BlockLimits limits(Random random, int page, int block, boolean sgls) {
    BlockLimits none = BlockLimits.none(block);
    boolean wide = random.nextInt(3) > 0;
    Design intended = Design.intended();
    Design kernel =
        random.nextInt(3) > 0
            ? intended.under(AddressingAlternative.NO_BOUNDARY_WITH_SGLS)
            : intended;
    return new BlockLimits(
        wide ? none.bytes() : (1L + random.nextInt(8)) * page,
        random.nextInt(4) > 0 ? none.segments() : 1 + random.nextInt(6),
        random.nextInt(4) > 0 ? none.segmentSize() : (1L + random.nextInt(4)) * page,
        TransferChoice.queueBoundary(kernel, sgls, page),
        random.nextInt(4) > 0 ? 0 : (1L + random.nextInt(4)) * 2 * page,
        block);
  }

  /** Segments that do not overlap, of one of four kinds, from whole pages to any bytes at all. */
  private static Vector<DmaSegment> memory(Random random, int page, int block) {
    int kind = random.nextInt(5);
    int count = 1 + random.nextInt(7);
    List<DmaSegment> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean first = i == 0;
      long base = (1L + (i * 5L + 3) % 11) * 16 * GIB;
      long inPage =
          switch (kind) {
            case 0, 4 -> 0;
            case 1 -> first ? random.nextInt(page / block) * (long) block : 0;
            case 2 -> random.nextInt(page / block) * (long) block;
            default -> random.nextInt(page);
          };
      long length =
          switch (kind) {
            case 0 -> (1L + random.nextInt(6)) * page;
            case 1 -> (1L + random.nextInt(6)) * page - inPage;
            case 2 -> (1L + random.nextInt(40)) * block;
            case 3 -> 1L + random.nextInt(3 * page);
            default -> random.nextInt(3) == 0 ? page : 2 * GIB + random.nextInt(100) * (long) page;
          };
      boolean touch = !first && random.nextInt(5) == 0;
      made.add(new DmaSegment(touch ? made.getLast().end() : base + inPage, length));
    }
    if (made.stream().mapToLong(DmaSegment::length).sum() < block) {
      made.add(new DmaSegment(12 * 16 * GIB, block));
    }
    return Vector.ofAll(made);
  }
}
