package io.uring.dmabuf.system;

import io.uring.dmabuf.id.RingId;

/**
 * A call cannot begin, or cannot go on, and nobody is there for whom it could wait. Only a design
 * that is wrong comes to this: it says nothing about what a kernel returns.
 */
public final class StuckException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient RingId ring;
  private final boolean begun;

  private StuckException(RingId ring, boolean begun, String step) {
    super(step);
    this.ring = ring;
    this.begun = begun;
  }

  /** A call does not begin with a step. */
  static StuckException beginning(RingId ring, String step) {
    return new StuckException(ring, false, step);
  }

  /** A call does not go on with a step. */
  static StuckException goingOn(RingId ring, String step) {
    return new StuckException(ring, true, step);
  }

  /** The ring at which the call is. */
  public RingId ring() {
    return ring;
  }

  /** Whether the call had begun. */
  public boolean hasBegun() {
    return begun;
  }
}
