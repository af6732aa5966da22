package io.uring.dmabuf.dma;

/**
 * A device's access that its IOMMU refused, because no translation is there.
 *
 * @param iova the device address in bytes
 */
public record IommuFault(long iova) {}
