package io.uring.dmabuf.block;

/**
 * A request of the block layer.
 *
 * @param owner whose it is
 * @param operation what to do
 * @param lba the first logical block on the device
 */
public record BlockRequest(PartOf owner, Operation operation, long lba) {

  /** The direction of a request. */
  public enum Operation {
    /** From the device to memory. */
    READ,
    /** From memory to the device. */
    WRITE
  }
}
