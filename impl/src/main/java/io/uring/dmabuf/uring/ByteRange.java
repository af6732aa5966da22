package io.uring.dmabuf.uring;

/** The shape of the byte range that a submission names inside its registered buffer. */
public enum ByteRange {
  /** Inside the buffer, not empty, aligned to the logical block. */
  WELL_FORMED,
  /** Ends past the end of the buffer. */
  BEYOND,
  /** Of length zero. */
  ZERO,
  /** Not aligned to the logical block. */
  UNALIGNED
}
