package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.dma.DmaSegment;
import io.vavr.collection.Seq;
import io.vavr.collection.Vector;

/**
 * The mapping of a dma-buf, or of a command's memory, for one device ({@code struct sg_table}): its
 * memory in order as runs of device addresses, neighbours joined.
 *
 * @param segments never empty, none empty
 */
public record ScatterTable(Vector<DmaSegment> segments) {

  /** The table of runs of device addresses in the buffer's order. */
  static ScatterTable of(Seq<DmaSegment> mapped) {
    return new ScatterTable(DmaSegment.joined(mapped));
  }

  /** The device address of each page in the buffer's order, in bytes. */
  public Vector<Long> pages(int pageSize) {
    return Vector.ofAll(
        segments.toJavaStream().flatMapToLong(segment -> segment.pages(pageSize)).toArray());
  }
}
