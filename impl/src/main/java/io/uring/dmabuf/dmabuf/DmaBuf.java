package io.uring.dmabuf.dmabuf;

import io.vavr.collection.Vector;

/**
 * A dma-buf ({@code struct dma_buf}): device memory that an exporter shares through a descriptor.
 * Attachments are static, so its pages do not move.
 *
 * @param pages the physical addresses of its pages in order, in bytes
 * @param open whether the user's descriptor is still there
 * @param refs references: the descriptor's, one a registration
 * @param resv the reservation lock
 */
public record DmaBuf(Vector<Long> pages, boolean open, int refs, Resv resv) {

  /** A buffer just exported, with nobody using it. */
  public static DmaBuf exported(Vector<Long> pages) {
    return new DmaBuf(pages, true, 1, Resv.FREE);
  }

  /** One more reference ({@code dma_buf_get}). */
  DmaBuf get() {
    return new DmaBuf(pages, open, refs + 1, resv);
  }

  /** References given back ({@code dma_buf_put}). */
  DmaBuf put(int count) {
    return new DmaBuf(pages, open, refs - count, resv);
  }

  /** The descriptor closed, with its reference. */
  DmaBuf close() {
    return new DmaBuf(pages, false, refs - 1, resv);
  }

  /** The reservation lock in another state. */
  DmaBuf resv(Resv changed) {
    return new DmaBuf(pages, open, refs, changed);
  }
}
