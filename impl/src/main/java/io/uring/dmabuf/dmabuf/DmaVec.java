package io.uring.dmabuf.dmabuf;

import io.vavr.collection.Vector;

/**
 * The array of DMA segments that requests work on ({@code struct dmavec}), copied out of the
 * scatter table (patch 10, R17-R18).
 *
 * @param segments in the buffer's order
 */
public record DmaVec(Vector<DmaSegment> segments) {

  /** The device address of each page in the buffer's order, in bytes. */
  public Vector<Long> pages(int pageSize) {
    return segments.flatMap(segment -> segment.pages(pageSize));
  }
}
