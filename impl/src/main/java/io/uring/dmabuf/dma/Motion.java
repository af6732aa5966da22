package io.uring.dmabuf.dma;

import io.uring.dmabuf.id.DeviceId;

/**
 * Bytes that move, or change hands, because of a step: computed from the state of control alone,
 * and carried out on the bytes. No step asks what they are.
 */
public sealed interface Motion {

  /**
   * A device moves a page between its disk and physical memory.
   *
   * @param device the device
   * @param block the block of its disk, which is as large as a page
   * @param page the physical address of the page, in bytes
   * @param iova the address that the device used, in bytes
   * @param toMemory whether the device writes to memory
   */
  record Transfer(DeviceId device, long block, long page, long iova, boolean toMemory)
      implements Motion {}

  /**
   * A page changes hands between the CPU and devices that are not coherent.
   *
   * @param device the device
   * @param page the physical address of the page, in bytes
   * @param iova the address that the device has for it, in bytes
   * @param forDevice true for the device, false for the CPU
   */
  record Sync(DeviceId device, long page, long iova, boolean forDevice) implements Motion {}
}
