package io.uring.dmabuf.system;

import io.uring.dmabuf.block.BlockLimits;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.Iommu;
import io.uring.dmabuf.dmabuf.AddressSpace;
import io.uring.dmabuf.nvme.QueueLayout;
import io.uring.dmabuf.nvme.TransferChoice;

/**
 * What never changes of a drive.
 *
 * @param size its capacity in bytes, a multiple of the block size
 * @param reach how it gets at memory
 * @param domain how its device addresses are translated
 * @param addresses how many bytes of device addresses it has, where they are not those of memory
 * @param limits what one command can carry; the virtual boundary is the kernel's, see {@link #on}
 * @param layout the sizes of its queue
 * @param dmaAlignment what the addresses of memory must be multiples of, in bytes ({@code
 *     dma_alignment})
 */
public record DriveConfig(
    long size,
    Reach reach,
    Domain domain,
    long addresses,
    BlockLimits limits,
    QueueLayout layout,
    int dmaAlignment) {
  private static final long IOVAS_AT = 0xF000_0000_0000L;

  /** Where bounce buffers lie in the device's address space, in bytes. */
  static final long BOUNCE_AT = 0xB000_0000_0000L;

  /** How many bytes of device addresses a drive has at most. */
  public static final long ADDRESSES = 1L << 40;

  /** How a drive gets at memory. */
  public enum Reach {
    /** It sees what the CPU has in its caches. */
    COHERENT,
    /** It sees memory alone: the CPU must sync. */
    NON_COHERENT,
    /** It reaches a copy only, which a sync brings up to date ({@code swiotlb}). */
    BOUNCE
  }

  /** How a drive's device addresses are translated. */
  public enum Domain {
    /** Not at all: there is no IOMMU. */
    NONE,
    /** By an IOMMU that forgets at once what is unmapped. */
    STRICT,
    /** By an IOMMU that may remember what was unmapped until a flush. */
    DEFERRED
  }

  /** This drive with the virtual boundary that a kernel gives to its queue. */
  DriveConfig on(Design kernel) {
    long boundary = TransferChoice.queueBoundary(kernel, layout.sgls(), layout.pageSize());
    return new DriveConfig(
        size, reach, domain, addresses, limits.withBoundary(boundary), layout, dmaAlignment);
  }

  /** The size of a page of the controller in bytes. */
  public int pageSize() {
    return layout.pageSize();
  }

  /** The size of a logical block in bytes. */
  public int blockSize() {
    return layout.blockSize();
  }

  /** How the addresses that it uses are handed out. */
  AddressSpace space() {
    if (reach == Reach.BOUNCE) {
      return new AddressSpace.Window(BOUNCE_AT, addresses);
    }
    return domain != Domain.NONE
        ? new AddressSpace.Window(IOVAS_AT, addresses)
        : new AddressSpace.Physical();
  }

  /** Its translations before anything is mapped, in pages of the given size in bytes. */
  Iommu domain(int pageSize) {
    return switch (domain) {
      case NONE -> reach == Reach.BOUNCE ? Iommu.empty(pageSize) : Iommu.passthrough(pageSize);
      case STRICT -> Iommu.empty(pageSize);
      case DEFERRED -> Iommu.deferred(pageSize);
    };
  }
}
