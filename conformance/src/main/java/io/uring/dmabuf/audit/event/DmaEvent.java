package io.uring.dmabuf.audit.event;

/** Models the tracepoints of DMA mappings and of the IOMMU. */
public sealed interface DmaEvent extends Event {

  /** How many pieces a list has, where the line does not say. */
  int PIECES_UNKNOWN = -1;

  /**
   * {@code dma_map_sg}.
   *
   * @param phys the physical address of the first piece
   * @param pieces of the list, also those that the line does not show
   */
  record SgMapped(At at, String device, String dir, long phys, int pieces) implements DmaEvent {
    @Override
    public String said() {
      return DmaEvent.list("dma_map_sg", device, dir, pieces, phys);
    }
  }

  /** {@code dma_unmap_sg}, which prints physical addresses only. */
  record SgUnmapped(At at, String device, String dir, long phys, int pieces) implements DmaEvent {
    @Override
    public String said() {
      return DmaEvent.list("dma_unmap_sg", device, dir, pieces, phys);
    }
  }

  /** {@code dma_map_phys}; {@code dma_map_page} and {@code dma_map_resource} before. */
  record Mapped(At at, String device, String dir, long addr, long size) implements DmaEvent {
    @Override
    public String said() {
      return DmaEvent.range("dma_map", device, dir, addr, size);
    }
  }

  /** {@code dma_unmap_phys}; {@code dma_unmap_page} and {@code dma_unmap_resource} before. */
  record Unmapped(At at, String device, String dir, long addr, long size) implements DmaEvent {
    @Override
    public String said() {
      return DmaEvent.range("dma_unmap", device, dir, addr, size);
    }
  }

  /** {@code unmap} of the IOMMU. */
  record IommuUnmapped(At at, long iova, long size, long unmapped) implements DmaEvent {
    @Override
    public String said() {
      return "iommu unmap, 0x"
          + Long.toHexString(iova)
          + " size "
          + size
          + " unmapped_size "
          + unmapped;
    }
  }

  private static String list(String event, String device, String dir, int pieces, long phys) {
    return event + ", " + device + " " + dir + ", " + pieces + " from 0x" + Long.toHexString(phys);
  }

  private static String range(String event, String device, String dir, long addr, long size) {
    return event + ", " + device + " " + dir + ", 0x" + Long.toHexString(addr) + " size " + size;
  }
}
