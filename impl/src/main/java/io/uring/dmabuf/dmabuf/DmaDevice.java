package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.dma.Iommu;

/**
 * A device that does DMA ({@code struct device}).
 *
 * @param refs references taken by registrations
 * @param iommu what the device reaches
 */
public record DmaDevice(int refs, Iommu iommu) {

  /** One more reference ({@code get_device}). */
  DmaDevice get() {
    return new DmaDevice(refs + 1, iommu);
  }

  /** One reference less ({@code put_device}). */
  DmaDevice put() {
    return new DmaDevice(refs - 1, iommu);
  }

  /** The same device with other translations. */
  DmaDevice iommu(Iommu changed) {
    return new DmaDevice(refs, changed);
  }
}
