package io.uring.dmabuf.step;

/** The arguments of a step that has none. */
public enum NoArgs {
  /** Nothing to choose. */
  NONE
}
