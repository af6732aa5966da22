package io.uring.dmabuf.uring;

import java.util.Locale;

/** The shape of the byte range that a submission names inside its registered buffer. */
public enum ByteRange {
  /** Inside the buffer, not empty, aligned to the logical block. */
  WELL_FORMED,
  /** Ends past the end of the buffer. */
  BEYOND,
  /** Of length zero. */
  ZERO,
  /** Not aligned to the logical block. */
  UNALIGNED;

  private static final String NOTHING_WRONG = "none";

  /** The specification's word: what is wrong with the range. */
  public String label() {
    return this == WELL_FORMED ? NOTHING_WRONG : name().toLowerCase(Locale.ROOT);
  }

  /**
   * The range with a label.
   *
   * @throws IllegalArgumentException for an unknown one
   */
  public static ByteRange ofLabel(String label) {
    return label.equals(NOTHING_WRONG) ? WELL_FORMED : valueOf(label.toUpperCase(Locale.ROOT));
  }
}
