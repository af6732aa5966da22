package io.uring.dmabuf.dma;

import io.vavr.collection.Vector;
import java.util.function.BiPredicate;
import java.util.stream.LongStream;

/**
 * A run of addresses: a device's, or those of physical memory.
 *
 * @param address the first address, in bytes
 * @param length in bytes; an IOMMU may merge neighbours beyond 2 GiB
 */
public record DmaSegment(long address, long length) {

  /** The first address after the segment. */
  public long end() {
    return address + length;
  }

  /** The addresses of its pages in ascending order, for a segment of whole pages. */
  public LongStream pages(int pageSize) {
    return LongStream.range(0, length / pageSize).map(page -> address + page * pageSize);
  }

  /** The part of a list of segments that a byte range of it is, empty pieces left out. */
  public static Vector<DmaSegment> range(Vector<DmaSegment> segments, long offset, long length) {
    long end = offset > Long.MAX_VALUE - length ? Long.MAX_VALUE : offset + length;
    Vector<DmaSegment> pieces = Vector.empty();
    long start = 0;
    for (DmaSegment s : segments) {
      long from = Math.max(offset, start);
      long to = Math.min(end, start + s.length);
      if (from < to) {
        pieces = pieces.append(new DmaSegment(s.address + (from - start), to - from));
      }
      start += s.length;
    }
    return pieces;
  }

  /** Segments cut at page borders, since what is behind two pages need not be neighbours. */
  public static Vector<DmaSegment> inPages(Vector<DmaSegment> segments, int pageSize) {
    Vector<DmaSegment> all = Vector.empty();
    for (DmaSegment s : segments) {
      for (long at = s.address; at < s.end(); ) {
        long next = Math.min(s.end(), at - Math.floorMod(at, pageSize) + pageSize);
        all = all.append(new DmaSegment(at, next - at));
        at = next;
      }
    }
    return all;
  }

  /** Segments in runs, where neighbours are one. */
  public static Vector<DmaSegment> joined(Iterable<DmaSegment> segments) {
    return joined(segments, (last, next) -> last.end() == next.address);
  }

  /**
   * Segments in runs.
   *
   * @param goesOn whether a run so far goes on with the segment behind it
   */
  public static Vector<DmaSegment> joined(
      Iterable<DmaSegment> segments, BiPredicate<DmaSegment, DmaSegment> goesOn) {
    Vector<DmaSegment> runs = Vector.empty();
    for (DmaSegment next : segments) {
      DmaSegment last = runs.isEmpty() ? null : runs.last();
      runs =
          last != null && goesOn.test(last, next)
              ? runs.init().append(new DmaSegment(last.address, last.length + next.length))
              : runs.append(next);
    }
    return runs;
  }

  /** How many bytes all of them have. */
  public static long total(Vector<DmaSegment> segments) {
    long all = 0;
    for (DmaSegment s : segments) {
      all += s.length;
    }
    return all;
  }
}
