package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Iommu;
import io.uring.dmabuf.dma.Iommu.Translation;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/** How a device's addresses are handed out when a dma-buf is mapped for it ({@code dma_map_sg}). */
public sealed interface AddressSpace {

  /**
   * The device address of each physical segment, in bytes; none if too few are left.
   *
   * @param iommu what is mapped already
   * @param physical the memory, in the buffer's order
   */
  Option<Vector<Long>> place(Iommu iommu, Vector<DmaSegment> physical);

  /**
   * Page by page at the lowest free addresses, as the specification counts them; every segment is
   * one page.
   *
   * @param base what the address of page number 0 would be, in bytes; no page has it
   * @param pageSize in bytes
   * @param count how many pages of addresses there are, numbered from 1
   */
  record Pages(long base, int pageSize, int count) implements AddressSpace {
    @Override
    public Option<Vector<Long>> place(Iommu iommu, Vector<DmaSegment> physical) {
      Vector<Long> free =
          Vector.rangeClosed(1, count)
              .map(number -> base + (long) number * pageSize)
              .filter(iova -> !iommu.isTaken(iova))
              .take(physical.size());
      return Option.when(free.size() == physical.size(), free);
    }
  }

  /**
   * One run of addresses for the whole list, at the lowest place where it fits, as the kernel's
   * IOMMU layer does: a segment keeps its offset in its page and begins on a page of its own, so
   * that only segments which meet at a page border become one ({@code iommu_dma_map_sg}).
   *
   * @param base the lowest address, in bytes, a multiple of the page size
   * @param size how many bytes of addresses there are
   */
  record Window(long base, long size) implements AddressSpace {
    @Override
    public Option<Vector<Long>> place(Iommu iommu, Vector<DmaSegment> physical) {
      int page = iommu.pageSize();
      Vector<Long> offsets = Vector.empty();
      long length = 0;
      for (DmaSegment segment : physical) {
        long inPage = Math.floorMod(segment.address(), page);
        offsets = offsets.append(length + inPage);
        length += Math.ceilDiv(inPage + segment.length(), (long) page) * page;
      }
      long start = lowestGap(iommu, length);
      Vector<Long> placed = offsets.map(offset -> start + offset);
      return Option.when(start + length <= base + size, placed);
    }

    private long lowestGap(Iommu iommu, long length) {
      long start = base;
      for (Translation taken : iommu.taken()) {
        if (start + length <= taken.iova()) {
          break;
        }
        start = Math.max(start, taken.end());
      }
      return start;
    }
  }

  /** The physical addresses themselves: there is no IOMMU ({@code dma_direct_map_sg}). */
  record Physical() implements AddressSpace {
    @Override
    public Option<Vector<Long>> place(Iommu iommu, Vector<DmaSegment> physical) {
      return Option.some(physical.map(DmaSegment::address));
    }
  }
}
