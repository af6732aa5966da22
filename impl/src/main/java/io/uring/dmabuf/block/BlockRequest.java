package io.uring.dmabuf.block;

import io.uring.dmabuf.id.BlockRequestId;

/**
 * A request of the block layer.
 *
 * @param id which one it is
 * @param operation what to do
 * @param lba the first logical block on the device
 */
public record BlockRequest(BlockRequestId id, Operation operation, long lba) {

  /** The direction of a request. */
  public enum Operation {
    /** From the device to memory. */
    READ,
    /** From memory to the device. */
    WRITE
  }
}
