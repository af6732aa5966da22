package io.uring.dmabuf.system;

import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.step.Choice;

/** Whoever looks on while calls are carried out; nothing that it does changes what they do. */
public interface Watch {
  /** Nobody. */
  Watch NOBODY = new Watch() {};

  /**
   * A step was taken.
   *
   * @param ring the ring whose code took it
   * @param before what was there before, as that ring sees it
   * @param after what is there now
   */
  default void taken(RingId ring, Choice<State, ?> step, Machine before, Kernel after) {}

  /** Something changed that is no step. */
  default void changed(Kernel after) {}

  /** A request has got bytes of a file without a device, and its buffer holds them now. */
  default void received(RingRequest id, byte[] bytes, Kernel after) {}

  /** A request has given bytes of its buffer to a file without a device. */
  default void sent(RingRequest id, byte[] bytes) {}
}
