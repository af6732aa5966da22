package io.uring.dmabuf.nvme;

/** Why no data pointers can be made. */
public sealed interface PrpProblem {

  /** The pool has too few descriptors: BLK_STS_RESOURCE. Nothing was taken. */
  record PoolExhausted() implements PrpProblem {}

  /**
   * PRP entries cannot describe the range: BLK_STS_IOERR.
   *
   * @param reason one line that says why
   */
  record NotExpressible(String reason) implements PrpProblem {}
}
