package io.uring.dmabuf.system;

/**
 * A request of one of the rings of a {@link Host}.
 *
 * @param ring the ring, from 1
 * @param req the request object of the ring, from 1
 */
public record RequestId(int ring, int req) implements Comparable<RequestId> {
  @Override
  public int compareTo(RequestId other) {
    return ring == other.ring ? Integer.compare(req, other.req) : Integer.compare(ring, other.ring);
  }
}
