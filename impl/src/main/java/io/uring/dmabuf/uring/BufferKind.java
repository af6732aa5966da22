package io.uring.dmabuf.uring;

import java.util.Locale;

/** What an update puts into a slot. */
public enum BufferKind {
  /** A dma-buf, mapped once for the device behind a file. */
  DMABUF,
  /** Ordinary memory of the user, pinned. */
  PAGES,
  /** Nothing: the slot is emptied. */
  EMPTY;

  /** The specification's word. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The kind with a label.
   *
   * @throws IllegalArgumentException for an unknown one
   */
  public static BufferKind ofLabel(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}
