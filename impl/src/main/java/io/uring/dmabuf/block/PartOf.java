package io.uring.dmabuf.block;

import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;

/**
 * Whose a request of the block layer is: one part of a request of a ring ({@code bio->bi_private}).
 *
 * @param ring the ring
 * @param req its request
 * @param part which part of it, from 1
 */
public record PartOf(RingId ring, RequestId req, int part) {

  /** Whether it is a part of a request of a ring. */
  public boolean isOf(RingId ctx, RequestId other) {
    return req.equals(other) && ring.equals(ctx);
  }
}
