package io.uring.dmabuf.uring;

/** The operations that use a registered buffer, by the kernel's names. */
public enum Op {
  /** The device writes into the buffer. */
  READ_FIXED,
  /** The device reads from the buffer. */
  WRITE_FIXED,
  /** Nothing: it holds the buffer ({@code IORING_NOP_FIXED_BUFFER}). */
  NOP,
  /** The same, completed by task work ({@code IORING_NOP_TW}). */
  NOP_TW;

  /** The kernel's name of it where the ranges of its buffer are named by a vector. */
  String vectored() {
    return switch (this) {
      case READ_FIXED -> "READV_FIXED";
      case WRITE_FIXED -> "WRITEV_FIXED";
      case NOP, NOP_TW -> name();
    };
  }

  /** What the kernel calls it for a request. */
  public String of(Window window) {
    return window.isVectored() ? vectored() : name();
  }

  /** Whether it does nothing, and has no file. */
  public boolean isNop() {
    return this == NOP || this == NOP_TW;
  }
}
