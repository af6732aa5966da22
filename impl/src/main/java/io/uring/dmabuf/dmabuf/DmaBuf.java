package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.dma.DmaSegment;
import io.vavr.collection.Vector;
import java.util.function.UnaryOperator;

/**
 * A dma-buf ({@code struct dma_buf}): device memory that an exporter shares through a descriptor.
 * Attachments are static, so its memory does not move.
 *
 * @param segments its physical memory in order
 * @param open whether the user's descriptor is still there
 * @param refs references: the descriptor's, one a registration
 * @param resv the reservation lock
 * @param counts what its exporter has counted
 */
public record DmaBuf(
    Vector<DmaSegment> segments, boolean open, int refs, Resv resv, ExporterCounts counts) {

  /** A buffer just exported, with nobody using it. */
  public static DmaBuf exported(Vector<DmaSegment> segments) {
    return new DmaBuf(segments, true, 1, Resv.FREE, ExporterCounts.NONE);
  }

  /** Its size in bytes. */
  public long length() {
    return segments.map(DmaSegment::length).sum().longValue();
  }

  /** One more reference ({@code dma_buf_get}). */
  DmaBuf get() {
    return new DmaBuf(segments, open, refs + 1, resv, counts);
  }

  /** References given back ({@code dma_buf_put}). */
  DmaBuf put(int count) {
    return new DmaBuf(segments, open, refs - count, resv, counts);
  }

  /** The descriptor closed, with its reference. */
  DmaBuf close() {
    return new DmaBuf(segments, false, refs - 1, resv, counts);
  }

  /** The reservation lock in another state. */
  DmaBuf resv(Resv changed) {
    return new DmaBuf(segments, open, refs, changed, counts);
  }

  /** Its exporter having counted something. */
  DmaBuf counting(UnaryOperator<ExporterCounts> change) {
    return new DmaBuf(segments, open, refs, resv, change.apply(counts));
  }
}
