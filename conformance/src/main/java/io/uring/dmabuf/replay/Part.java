package io.uring.dmabuf.replay;

/**
 * A part of an implementation's state, one object for all parts that are equal to it, so that what
 * was computed from it can be found again by identity.
 */
public final class Part {
  private final Object value;
  private final long digest;

  /** Set by any thread, always to the same. */
  private boolean sound;

  Part(Object value, long digest) {
    this.value = value;
    this.digest = digest;
  }

  /** The part itself. */
  public Object value() {
    return value;
  }

  /** Its digest after normalisation. */
  public long digest() {
    return digest;
  }

  /** Whether the laws that look at it alone are known to hold. */
  boolean isSound() {
    return sound;
  }

  /** The laws that look at it alone hold. */
  void sound() {
    sound = true;
  }
}
