package io.uring.dmabuf.dma;

import io.uring.dmabuf.id.DeviceId;

/**
 * Bytes that move, or change hands, because of a step: computed from the state of control alone,
 * and carried out on the bytes. No step asks what they are. The memory of each lies in one page.
 */
public sealed interface Motion {

  /**
   * A device moves bytes between its disk and physical memory.
   *
   * @param device the device
   * @param position where they lie on its disk, in bytes
   * @param physical their first physical address, in bytes
   * @param iova the address that the device used for it, in bytes
   * @param length how many bytes
   * @param toMemory whether the device writes to memory
   */
  record Transfer(
      DeviceId device, long position, long physical, long iova, int length, boolean toMemory)
      implements Motion {}

  /**
   * Bytes change hands between the CPU and devices that are not coherent.
   *
   * @param device the device
   * @param physical their first physical address, in bytes
   * @param iova the address that the device has for it, in bytes
   * @param length how many bytes
   * @param forDevice true for the device, false for the CPU
   */
  record Sync(DeviceId device, long physical, long iova, int length, boolean forDevice)
      implements Motion {}

  /**
   * The CPU copies bytes between a disk, by its page cache, and physical memory.
   *
   * @param device the device with the disk
   * @param position where they lie on it, in bytes
   * @param physical their first physical address, in bytes
   * @param length how many bytes
   * @param toMemory whether they are read from the disk
   */
  record Copy(DeviceId device, long position, long physical, int length, boolean toMemory)
      implements Motion {}
}
