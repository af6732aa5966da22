package io.uring.dmabuf.dmabuf;

import io.vavr.collection.Seq;
import io.vavr.collection.Vector;

/**
 * The mapping of a dma-buf for one device ({@code struct sg_table}): its pages in order as runs of
 * device addresses, neighbours joined.
 *
 * @param segments never empty, none empty
 */
public record ScatterTable(Vector<DmaSegment> segments) {

  /**
   * The table of pages at the given addresses.
   *
   * @param addresses the device address of each page in the buffer's order, in bytes
   * @param pageSize in bytes
   */
  static ScatterTable of(Seq<Long> addresses, int pageSize) {
    return new ScatterTable(
        addresses.foldLeft(
            Vector.empty(), (segments, address) -> joined(segments, address, pageSize)));
  }

  private static Vector<DmaSegment> joined(Vector<DmaSegment> before, long address, int pageSize) {
    if (before.isEmpty() || before.last().end() != address) {
      return before.append(new DmaSegment(address, pageSize));
    }
    DmaSegment last = before.last();
    return before.init().append(new DmaSegment(last.address(), last.length() + pageSize));
  }

  /** The device address of each page in the buffer's order, in bytes. */
  public Vector<Long> pages(int pageSize) {
    return segments.flatMap(segment -> segment.pages(pageSize));
  }
}
