package io.uring.dmabuf.system;

import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RingId;

/** What a call gives to say on which ring it is. */
public sealed interface Fd {
  /** The descriptor of a ring, which may be closed. */
  record OfRing(RingId ring) implements Fd {}

  /** The descriptor of a file that is no ring, which may be closed. */
  record OfFile(FileId file) implements Fd {}

  /**
   * An index among the rings that the task has registered ({@code
   * IORING_REGISTER_USE_REGISTERED_RING}, {@code IORING_ENTER_REGISTERED_RING}).
   *
   * @param index unsigned
   */
  record Registered(long index) implements Fd {}
}
