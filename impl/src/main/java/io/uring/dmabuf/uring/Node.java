package io.uring.dmabuf.uring;

import io.uring.dmabuf.id.ImuId;
import io.vavr.control.Option;

/**
 * A resource node: what a slot refers to and requests borrow ({@code struct io_rsrc_node}).
 *
 * @param refs how many references are held
 * @param tag the user data of the CQE that tells of the release; none for no such CQE
 * @param imu the mapped buffer, once there is one
 */
public record Node(int refs, Option<Long> tag, Option<ImuId> imu) {

  /** A node with one reference, that of its maker. */
  static Node fresh() {
    return new Node(1, Option.none(), Option.none());
  }

  Node withRefs(int next) {
    return new Node(next, tag, imu);
  }

  Node withTag(Option<Long> next) {
    return new Node(refs, next, imu);
  }

  Node withImu(ImuId next) {
    return new Node(refs, tag, Option.some(next));
  }
}
