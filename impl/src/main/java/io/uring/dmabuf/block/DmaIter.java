package io.uring.dmabuf.block;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.AddressingDeviation;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.DmaVec;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.Vector;
import io.vavr.control.Either;

/**
 * The iterator of a request over a DMA vector ({@code struct iov_iter} of type {@code
 * ITER_DMAVEC}). Finding and moving take time logarithmic in the number of segments; what looks at
 * every piece says so.
 *
 * <p>By purpose: made by {@link #imported}; moved by {@link #advance}, {@link #revert}, {@link
 * #restore}; narrowed by {@link #front}; asked by {@link #pieces}, {@link #isAligned}.
 * Specification: Addressing.tla.
 *
 * @param vec the segments, borrowed from the registration
 * @param at the segment that it stands in, from 0; their number when nothing is left
 * @param offset how far in, in bytes
 * @param count bytes left
 * @param segs how many segments hold them
 */
public record DmaIter(DmaVec vec, int at, long offset, long count, int segs) {

  /**
   * What is kept of an iterator in order to come back to it (I9); the segment is not among it.
   *
   * @param offset how far it stood in its segment, in bytes
   * @param count bytes that were left
   * @param segs how many segments held them
   */
  public record Saved(long offset, long count, int segs) {}

  /**
   * I2, I5 to I8: the window of a request ({@code io_import_fixed}, {@code io_import_dmabuf});
   * EFAULT for a range that is empty, longer than a transfer may be, or not inside the buffer.
   *
   * @param offset where the range starts in the buffer, in bytes
   * @param length in bytes
   * @param maxTransfer the longest request in bytes ({@code MAX_RW_COUNT})
   */
  public static Either<Errno, DmaIter> imported(
      Design design, DmaVec vec, long offset, long length, long maxTransfer) {
    long whole =
        design.deviates(AddressingDeviation.TRUNCATE_BUFFER_LENGTH)
            ? vec.length() & 0xFFFF_FFFFL
            : vec.length();
    boolean served = 0 < length && length <= maxTransfer && 0 <= offset && offset <= whole - length;
    return served ? Either.right(window(design, vec, offset, length)) : Either.left(Errno.EFAULT);
  }

  private static DmaIter window(Design design, DmaVec vec, long offset, long length) {
    int at = vec.segmentAt(offset);
    long skip = offset - vec.start(at);
    long counted = design.deviates(AddressingDeviation.COUNT_SEGMENTS_FROM_START) ? 0 : skip;
    return new DmaIter(vec, at, skip, length, segmentsOf(vec, at, counted, length));
  }

  /** The iterator of a whole vector. */
  public static DmaIter all(DmaVec vec) {
    return window(Design.intended(), vec, 0, vec.length());
  }

  /** I7: how many segments hold some bytes that start inside a segment. */
  private static int segmentsOf(DmaVec vec, int at, long skip, long length) {
    return length == 0 ? 0 : vec.segmentAt(vec.start(at) + skip + length - 1) - at + 1;
  }

  /** Where in the buffer the iterator stands, in bytes. */
  public long position() {
    return vec.start(at) + offset;
  }

  /** After some bytes, or all if that is less ({@code iov_iter_advance}). */
  public DmaIter advance(long bytes) {
    if (count == 0) {
      return this;
    }
    long done = Math.min(bytes, count);
    long to = position() + done;
    int reached = Math.min(vec.segmentAt(to), at + segs);
    return new DmaIter(vec, reached, to - vec.start(reached), count - done, segs - (reached - at));
  }

  /** What {@link #restore} needs ({@code iov_iter_save_state}). */
  public Saved save() {
    return new Saved(offset, count, segs);
  }

  /** C7: back where it was when it was saved ({@code iov_iter_restore}). */
  public DmaIter restore(Saved saved) {
    return new DmaIter(
        vec, at - (saved.segs() - segs), saved.offset(), saved.count(), saved.segs());
  }

  /** The last bytes are not done after all ({@code iov_iter_revert}). */
  public DmaIter revert(long bytes) {
    int back = bytes <= offset ? at : vec.segmentAt(position() - bytes);
    return new DmaIter(
        vec, back, position() - bytes - vec.start(back), count + bytes, segs + (at - back));
  }

  /** The iterator of the first bytes alone. */
  public DmaIter front(long bytes) {
    return new DmaIter(vec, at, offset, bytes, segmentsOf(vec, at, offset, bytes));
  }

  /** The ranges of device addresses that it stands for, in order; the walk ends with the vector. */
  public Vector<DmaSegment> pieces() {
    int pieces = segmentsOf(vec, at, offset, Math.min(count, vec.length() - position()));
    return Vector.tabulate(pieces, i -> new DmaSegment(pieceAddress(i), pieceLength(i)));
  }

  /** The first device address of a piece, from 0. */
  public long pieceAddress(int piece) {
    return vec.address(at + piece) + (piece == 0 ? offset : 0);
  }

  /** The length of a piece in bytes. */
  public long pieceLength(int piece) {
    long from = Math.max(position(), vec.start(at + piece));
    return Math.min(vec.start(at + piece + 1), position() + count) - from;
  }

  /**
   * D2: whether each piece starts at a multiple of one number and is a multiple of another long,
   * both in bytes ({@code iov_iter_is_aligned}, up to 6.17). Takes time linear in the pieces.
   */
  public boolean isAligned(long addressUnit, long lengthUnit) {
    long left = count;
    for (int i = 0; left > 0; i++) {
      long length = pieceLength(i);
      if (pieceAddress(i) % addressUnit != 0 || length % lengthUnit != 0) {
        return false;
      }
      left -= length;
    }
    return true;
  }
}
