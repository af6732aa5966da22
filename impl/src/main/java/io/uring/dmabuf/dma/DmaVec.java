package io.uring.dmabuf.dma;

import io.uring.dmabuf.design.Design;
import io.vavr.collection.Seq;
import io.vavr.collection.Vector;

/**
 * The array of DMA segments that requests work on ({@code struct dmavec}), copied out of the
 * scatter table (patch 10, R17-R18). It knows where in the buffer each segment begins, so that the
 * segment of an offset is found in time logarithmic in their number.
 *
 * @param addresses the device address of each segment in the buffer's order, in bytes
 * @param starts how many bytes of the buffer come before each segment, and at last the length of
 *     the buffer: strictly ascending from 0
 */
public record DmaVec(Longs addresses, Longs starts) {
  private static final long LOW_31_BITS = Integer.MAX_VALUE;

  /** No device has an address of 0. */
  private static final long UNMAPPED = 0;

  /** Checks that no segment is empty. */
  public DmaVec {
    if (starts.size() != addresses.size() + 1 || starts.head() != 0) {
      throw new IllegalArgumentException(starts.size() + " starts of " + addresses.size());
    }
    for (int i = 0; i < addresses.size(); i++) {
      if (starts.get(i) >= starts.get(i + 1)) {
        throw new IllegalArgumentException("segment " + i + " is empty");
      }
    }
  }

  /** The vector of segments at the given addresses and with the given lengths, both in bytes. */
  public static DmaVec of(long[] addresses, long[] lengths) {
    long[] starts = new long[lengths.length + 1];
    for (int i = 0; i < lengths.length; i++) {
      starts[i + 1] = Math.addExact(starts[i], lengths[i]);
    }
    return new DmaVec(Longs.of(addresses), Longs.of(starts));
  }

  /** The vector of segments, of which none is empty. */
  public static DmaVec of(Seq<DmaSegment> segments) {
    long[] addresses = new long[segments.size()];
    long[] lengths = new long[addresses.length];
    int i = 0;
    for (DmaSegment segment : segments) {
      addresses[i] = segment.address();
      lengths[i++] = segment.length();
    }
    return of(addresses, lengths);
  }

  /** What is left of it when the mapping that it tells of was ended: its length, at no address. */
  public DmaVec ended() {
    return of(new DmaSegment(UNMAPPED, length()));
  }

  /** The vector of segments, of which none is empty. */
  public static DmaVec of(DmaSegment... segments) {
    return of(Vector.of(segments));
  }

  /**
   * R18: the vector of a registration, as a design copies it out of the scatter table ({@code
   * io_register_dmabuf}).
   */
  public static DmaVec copied(Design design, Seq<DmaSegment> table) {
    return of(
        design.deviates(AddressingDeviation.NARROW_SEGMENT_LENGTH)
            ? table
                .map(s -> new DmaSegment(s.address(), s.length() & LOW_31_BITS))
                .filter(s -> s.length() > 0)
            : table);
  }

  /** How many segments there are. */
  public int size() {
    return addresses.size();
  }

  /** The length of the buffer in bytes. */
  public long length() {
    return starts.last();
  }

  /** The device address of a segment, in bytes. */
  public long address(int segment) {
    return addresses.get(segment);
  }

  /** The length of a segment in bytes. */
  public long length(int segment) {
    return starts.get(segment + 1) - starts.get(segment);
  }

  /** How many bytes of the buffer come before a segment; for the number of segments, all. */
  public long start(int segment) {
    return starts.get(segment);
  }

  /**
   * I6: the segment that holds the byte at an offset of the buffer; the number of segments for an
   * offset behind them. Takes time logarithmic in their number.
   */
  public int segmentAt(long offset) {
    return starts.floorIndex(offset);
  }

  /** The segments in the buffer's order. */
  public Vector<DmaSegment> segments() {
    return Vector.tabulate(size(), i -> new DmaSegment(address(i), length(i)));
  }

  /** The device address of each page in the buffer's order, for segments of whole pages. */
  public Vector<Long> pages(int pageSize) {
    return Vector.ofAll(segments().toJavaStream().flatMapToLong(s -> s.pages(pageSize)).toArray());
  }

  /** The addresses and lengths, for people. */
  @Override
  public String toString() {
    return segments()
        .map(s -> "%#x+%#x".formatted(s.address(), s.length()))
        .mkString("DmaVec[", ", ", "]");
  }
}
