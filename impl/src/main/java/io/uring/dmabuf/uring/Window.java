package io.uring.dmabuf.uring;

import io.uring.dmabuf.dma.DmaSegment;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * What a request asks for in its buffer, and where in its file.
 *
 * @param offset where it starts in the buffer, in bytes; 0 for a vectored one
 * @param length in bytes, all ranges together
 * @param position where it starts in the file, in bytes; none for a place that is the request's own
 * @param ranges of the buffer, one behind the other, that a vectored request names; none for any
 *     other
 */
public record Window(
    long offset, long length, Option<Long> position, Option<Vector<Range>> ranges) {
  /** An offset that no buffer has. */
  private static final long NOWHERE = -1;

  /** Nothing: that of a request whose result is known. */
  public static final Window NONE = new Window(0, 0);

  private static final Window NO_RANGES =
      new Window(0, 0, Option.none(), Option.some(Vector.empty()));

  /**
   * A range of a buffer that a vectored request names ({@code struct iovec}).
   *
   * @param offset where it starts in the buffer, in bytes
   * @param length in bytes
   */
  public record Range(long offset, long length) {}

  /** A run of bytes of the buffer, at a place that is the request's own. */
  public Window(long offset, long length) {
    this(offset, length, Option.none(), Option.none());
  }

  /** A run of bytes of the buffer. */
  public static Window at(long position, long offset, long length) {
    return new Window(offset, length, Option.some(position), Option.none());
  }

  /** Ranges of the buffer; lengths that no number has are the largest number. */
  public static Window vectored(long position, Vector<Range> ranges) {
    long length =
        ranges
            .map(Range::length)
            .foldLeft(0L, (one, more) -> one > Long.MAX_VALUE - more ? Long.MAX_VALUE : one + more);
    return new Window(0, length, Option.some(position), Option.some(ranges));
  }

  /** One range of the buffer, by a vector, at a place that is the request's own. */
  static Window vectored(long offset, long length) {
    return new Window(0, length, Option.none(), Option.some(Vector.of(new Range(offset, length))));
  }

  /** Whether its ranges are named by a vector ({@code READV_FIXED}, {@code WRITEV_FIXED}). */
  public boolean isVectored() {
    return ranges.isDefined();
  }

  /** Where it, or the first of its ranges, starts in the buffer, in bytes. */
  public long start() {
    return ranges.flatMap(Vector::headOption).map(Range::offset).getOrElse(offset);
  }

  /** Nothing, of the same kind: that of such a request whose result is known. */
  Window nothing() {
    return isVectored() ? NO_RANGES : NONE;
  }

  /** As long, where no buffer is. */
  Window nowhere() {
    return new Window(
        NOWHERE,
        length,
        position,
        ranges.map(all -> all.map(range -> new Range(NOWHERE, range.length()))));
  }

  /** Its beginning, of so many bytes at most. */
  Window truncated(long most) {
    return most >= length ? this : new Window(offset, most, position, ranges);
  }

  /**
   * The memory behind some of its bytes.
   *
   * @param buffer the memory of the whole buffer
   * @param from where they start in what it asks for, in bytes
   * @param bytes how many
   */
  public Vector<DmaSegment> in(Vector<DmaSegment> buffer, long from, long bytes) {
    return ranges
        .map(all -> all.flatMap(r -> DmaSegment.range(buffer, r.offset(), r.length())))
        .map(memory -> DmaSegment.range(memory, from, bytes))
        .getOrElse(() -> DmaSegment.range(buffer, offset + from, bytes));
  }
}
