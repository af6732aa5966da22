package io.uring.dmabuf.dma;

import java.util.stream.LongStream;

/**
 * A run of addresses: a device's, or those of physical memory.
 *
 * @param address the first address, in bytes
 * @param length in bytes; an IOMMU may merge neighbours beyond 2 GiB
 */
public record DmaSegment(long address, long length) {

  /** The first address after the segment. */
  public long end() {
    return address + length;
  }

  /** The addresses of its pages in ascending order, for a segment of whole pages. */
  public LongStream pages(int pageSize) {
    return LongStream.range(0, length / pageSize).map(page -> address + page * pageSize);
  }
}
