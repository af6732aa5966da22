package io.uring.dmabuf.live.uapi;

/** Opcodes of submission queue entries, under their uapi names without {@code IORING_OP_}. */
public enum Opcode {
  /** Does nothing. */
  NOP(0),
  /** Reads into a registered buffer. */
  READ_FIXED(4),
  /** Writes from a registered buffer. */
  WRITE_FIXED(5),
  /** Cancels the request with a user data. */
  ASYNC_CANCEL(14),
  /** Moves bytes from one pipe to another. */
  SPLICE(30),
  /** Reads into ranges of a registered buffer; since Linux 6.15. */
  READV_FIXED(60),
  /** Writes from ranges of a registered buffer; since Linux 6.15. */
  WRITEV_FIXED(61);

  private final int number;

  Opcode(int number) {
    this.number = number;
  }

  /** The number of the uapi. */
  int number() {
    return number;
  }
}
