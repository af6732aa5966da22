package io.uring.dmabuf.system;

import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;

/**
 * A request of one of the rings.
 *
 * @param ring the ring
 * @param req the request object of the ring
 */
public record RingRequest(RingId ring, RequestId req) implements Comparable<RingRequest> {
  @Override
  public int compareTo(RingRequest other) {
    int rings = ring.compareTo(other.ring);
    return rings == 0 ? req.compareTo(other.req) : rings;
  }
}
