package io.uring.dmabuf.uring;

import io.uring.dmabuf.id.RequestId;

/**
 * An SQE that is consumed behind another one of its chain, and the request object that it gets.
 *
 * @param submitted both
 * @param hard whether the one before it has {@code IOSQE_IO_HARDLINK}
 */
public record Linked(Submitted submitted, boolean hard) {
  /** The request object. */
  public RequestId req() {
    return submitted.req();
  }
}
