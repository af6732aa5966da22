package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.design.Design;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;

/**
 * What never changes under the mappings.
 *
 * @param design the design that is followed
 * @param pageSize the size of a device page in bytes
 * @param iovaBase what a device address of page number 0 would be, in bytes; no page has it
 * @param iovas how many pages of device addresses each IOMMU hands out, numbered from 1
 * @param deviceOf the device behind each file
 * @param shared the dma-bufs whose reservation lock the exporter takes now and then
 */
public record MappingPlatform(
    Design design,
    int pageSize,
    long iovaBase,
    int iovas,
    Map<Integer, Integer> deviceOf,
    Set<Integer> shared) {

  /** The device address, in bytes, of the page with the given number. */
  public long iova(int number) {
    return iovaBase + (long) number * pageSize;
  }

  /** The number of the page at a device address; the inverse of {@link #iova}. */
  public int numberOf(long iova) {
    return Math.toIntExact((iova - iovaBase) / pageSize);
  }

  /** All device addresses that can be handed out, in ascending order, in bytes. */
  Vector<Long> window() {
    return Vector.rangeClosed(1, iovas).map(this::iova);
  }
}
