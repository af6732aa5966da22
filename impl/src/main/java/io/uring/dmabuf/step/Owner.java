package io.uring.dmabuf.step;

import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;

/** The one whose group of steps a step belongs to: two owners may be in the same group at once. */
public sealed interface Owner {

  /**
   * A ring: whoever holds its {@code uring_lock}, its task work and its user.
   *
   * @param id the ring
   */
  record Ring(RingId id) implements Owner {
    /** The only ring of a system that has one. */
    public static final Ring FIRST = new Ring(RingId.of(1));
  }

  /**
   * A worker thread of io-wq, known by the request that it issues.
   *
   * @param req the request
   */
  record Worker(RequestId req) implements Owner {}

  /**
   * A device with its queue and its interrupt.
   *
   * @param id the device
   */
  record Device(DeviceId id) implements Owner {}
}
