package io.uring.dmabuf.nvme;

/** Why the controller cannot read the data pointers of a command. */
public sealed interface PrpFault {

  /**
   * A pointer after the first, or the pointer to another page of the list, is not aligned.
   *
   * @param address the pointer
   */
  record Misaligned(long address) implements PrpFault {}

  /**
   * There is no memory where the list should be.
   *
   * @param address the first address without memory
   */
  record NoList(long address) implements PrpFault {}

  /**
   * A scatter gather list is not what one must be.
   *
   * @param address where it is not
   * @param reason one line that says why
   */
  record BadSgl(long address, String reason) implements PrpFault {}
}
