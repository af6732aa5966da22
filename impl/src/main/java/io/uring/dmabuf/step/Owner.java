package io.uring.dmabuf.step;

import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;

/** The one whose group of steps a step belongs to: two owners may be in the same group at once. */
public sealed interface Owner {

  /** The same of a ring of several: what a step of one ring says of whose group it is. */
  default Owner in(RingId ring) {
    return this;
  }

  /**
   * A ring: whoever holds its {@code uring_lock}, its task work and its user.
   *
   * @param id the ring
   */
  record Ring(RingId id) implements Owner {
    /** The only ring of a system that has one. */
    public static final Ring FIRST = new Ring(RingId.of(1));

    @Override
    public Owner in(RingId ring) {
      return new Ring(ring);
    }
  }

  /**
   * A worker thread of io-wq, known by the request that it issues.
   *
   * @param ctx the ring of the request
   * @param req the request
   */
  record Worker(RingId ctx, RequestId req) implements Owner {
    /** A worker of a step of one ring, which does not know its number. */
    public Worker(RequestId req) {
      this(Ring.FIRST.id(), req);
    }

    @Override
    public Owner in(RingId ring) {
      return new Worker(ring, req);
    }
  }

  /**
   * A device with its queue and its interrupt.
   *
   * @param id the device
   */
  record Device(DeviceId id) implements Owner {}
}
