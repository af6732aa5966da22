package io.uring.dmabuf.dma;

/** Which way a mapping lets bytes go ({@code enum dma_data_direction}). */
public enum DmaDirection {
  /** Devices read what the CPU wrote. */
  TO_DEVICE,
  /** The CPU reads what devices wrote. */
  FROM_DEVICE,
  /** Both. */
  BIDIRECTIONAL;

  /** Whether a device may read memory through the mapping. */
  public boolean letsDeviceRead() {
    return this != FROM_DEVICE;
  }

  /** Whether a device may write memory through the mapping. */
  public boolean letsDeviceWrite() {
    return this != TO_DEVICE;
  }
}
