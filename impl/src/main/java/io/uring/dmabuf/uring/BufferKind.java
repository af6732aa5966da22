package io.uring.dmabuf.uring;

/** What an update puts into a slot. */
public enum BufferKind {
  /** A dma-buf, mapped once for the device behind a file. */
  DMABUF,
  /** Ordinary memory of the user, pinned. */
  PAGES,
  /** Nothing: the slot is emptied. */
  EMPTY
}
