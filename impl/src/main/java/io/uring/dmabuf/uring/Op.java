package io.uring.dmabuf.uring;

/** The operations that use a registered buffer, by the kernel's names. */
public enum Op {
  /** The device writes into the buffer. */
  READ_FIXED,
  /** The device reads from the buffer. */
  WRITE_FIXED
}
