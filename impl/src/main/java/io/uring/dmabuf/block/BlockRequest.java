package io.uring.dmabuf.block;

/**
 * A request of the block layer.
 *
 * @param owner whose it is
 * @param operation what to do
 * @param lba the first logical block on the device
 * @param offset where its bytes start in what the owner asks for, in bytes
 * @param length how many bytes
 */
public record BlockRequest(PartOf owner, Operation operation, long lba, long offset, long length) {

  /** One in a queue where nobody asks for its bytes. */
  public BlockRequest(PartOf owner, Operation operation, long lba) {
    this(owner, operation, lba, 0, 0);
  }

  /** The direction of a request. */
  public enum Operation {
    /** From the device to memory. */
    READ,
    /** From memory to the device. */
    WRITE
  }
}
