package io.uring.dmabuf.dmabuf;

import io.vavr.collection.Vector;

/**
 * A run of addresses: a device's, or those of physical memory.
 *
 * @param address the first address, in bytes
 * @param length in bytes
 */
public record DmaSegment(long address, long length) {

  /** The first address after the segment. */
  public long end() {
    return address + length;
  }

  /** The addresses of the segment's pages in ascending order. */
  Vector<Long> pages(int pageSize) {
    return Vector.rangeBy(address, end(), pageSize);
  }
}
