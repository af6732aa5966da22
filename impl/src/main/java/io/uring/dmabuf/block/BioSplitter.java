package io.uring.dmabuf.block;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.AddressingDeviation;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.Vector;
import io.vavr.control.Either;

/**
 * The splitting of a bio into parts that keep to every limit of a queue, each the longest possible
 * beginning of what is left. The first version of the series refuses instead. Source: {@code
 * __bio_split_to_limits}, {@code bio_split_rw_at}, {@code bio_split_rw_at_dmavec} (patch 04, B1 to
 * B4).
 *
 * @param design the decisions
 * @param limits what each part keeps to
 */
public record BioSplitter(Design design, BlockLimits limits) {

  /**
   * The parts in order, one after the other in memory and on the device; EINVAL where not even one
   * logical block keeps to the limits, and for what is no multiple of a block.
   */
  public Either<Errno, Vector<Bio>> split(Bio bio) {
    Vector<Bio> parts = Vector.empty();
    DmaIter left = bio.iter();
    long position = bio.position();
    while (left.count() > 0) {
      long length = partLength(left, position);
      boolean refused =
          design.deviates(AddressingDeviation.REFUSE_INSTEAD_OF_SPLIT) && length < left.count();
      if (length == 0 || refused) {
        return Either.left(Errno.EINVAL);
      }
      parts = parts.append(Bio.of(left.front(length), position));
      left = left.advance(length);
      position += length;
    }
    return Either.right(parts);
  }

  /** The longest beginning of whole blocks that keeps to every limit, in bytes; 0 for none. */
  public long partLength(DmaIter iter, long position) {
    long fits = withinSegments(iter, Math.min(iter.count(), limits.room(position)));
    return fits - fits % limits.block();
  }

  /** The longest beginning, of so many bytes at most, whose segments the limits allow. */
  private long withinSegments(DmaIter iter, long most) {
    long segmentsLeft = limits.segments();
    long taken = 0;
    for (int i = 0; taken < most; i++) {
      if (i > 0 && isGap(iter, i)) {
        return Math.min(most, taken + unseen(iter, i));
      }
      long told = Math.min(iter.pieceLength(i), most - taken) - stale(iter, i);
      if (told <= 0) {
        return 0;
      }
      long needed = (told - 1) / limits.segmentSize() + 1;
      if (needed > segmentsLeft) {
        long fits = Math.max(segmentsLeft * limits.segmentSize(), unseen(iter, i));
        return Math.min(most, taken + fits);
      }
      segmentsLeft -= needed;
      taken += Math.min(iter.pieceLength(i), most - taken);
    }
    return taken;
  }

  private boolean isGap(DmaIter iter, int piece) {
    long end = iter.pieceAddress(piece - 1) + iter.pieceLength(piece - 1);
    return !design.deviates(AddressingDeviation.IGNORE_VIRTUAL_BOUNDARY)
        && limits.isGap(end, iter.pieceAddress(piece));
  }

  /** How much of a piece a walk that counts the first segment whole does not come to. */
  private long unseen(DmaIter iter, int piece) {
    boolean counted = design.deviates(AddressingDeviation.WALK_COUNTS_WHOLE_SEGMENTS);
    return piece > 0 && counted ? iter.offset() : 0;
  }

  /** What is wrongly taken off the length of a piece. */
  private long stale(DmaIter iter, int piece) {
    return piece > 0 && design.deviates(AddressingDeviation.STALE_OFFSET) ? iter.offset() : 0;
  }
}
