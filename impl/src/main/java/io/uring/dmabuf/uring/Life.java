package io.uring.dmabuf.uring;

/**
 * How far the life of a ring has come. Source: {@code io_uring/io_uring.c:
 * io_ring_ctx_wait_and_kill}, {@code io_ring_exit_work}, base.
 */
public enum Life {
  /** Something names it. */
  OPEN("open"),
  /** Nothing names it any more: nobody enters it, and its requests go on to their ends. */
  DYING("dying"),
  /** Its last request is over, and its exit work gives back what it has, or has done so. */
  CLOSED("closed");

  private final String label;

  Life(String label) {
    this.label = label;
  }

  /** The word of the specification. */
  public String label() {
    return label;
  }
}
