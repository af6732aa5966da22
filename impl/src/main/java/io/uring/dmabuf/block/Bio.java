package io.uring.dmabuf.block;

import io.uring.dmabuf.dma.DmaVec;

/**
 * A block I/O on a DMA vector ({@code struct bio} with {@code BIO_DMAVEC}, patch 04): it takes the
 * iterator's place in the vector over and copies nothing. It is never merged with another one.
 *
 * @param dmavec the segments ({@code bi_dmavec})
 * @param position where it starts on the device, in bytes ({@code bi_sector})
 * @param idx the segment that it starts in, from 0 ({@code bi_idx})
 * @param done how far in, in bytes ({@code bi_bvec_done})
 * @param size in bytes ({@code bi_size})
 * @param vcnt how many segments hold its bytes ({@code bi_vcnt})
 */
public record Bio(DmaVec dmavec, long position, int idx, long done, long size, int vcnt) {

  /** D3 to D5: the bio of an iterator ({@code bio_iov_dmavec_set}). */
  public static Bio of(DmaIter iter, long position) {
    return new Bio(iter.vec(), position, iter.at(), iter.offset(), iter.count(), iter.segs());
  }

  /** The iterator that it stands for. */
  public DmaIter iter() {
    return new DmaIter(dmavec, idx, done, size, vcnt);
  }
}
