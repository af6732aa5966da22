package io.uring.dmabuf.told;

/** Takes what is told, in its order. */
@FunctionalInterface
public interface Listener {
  /** Does not listen. */
  Listener NOBODY = told -> {};

  /** One event. */
  void take(Told told);
}
