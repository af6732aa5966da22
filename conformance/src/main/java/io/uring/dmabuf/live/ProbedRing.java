package io.uring.dmabuf.live;

import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.live.Operation.OfRing;
import io.uring.dmabuf.uring.RawClone;

/** A ring that questions about the kernel are put to. */
interface ProbedRing extends AutoCloseable {
  /** Does the operation and tells what the kernel answers. */
  Answer apply(OfRing operation);

  /** Clones slots of another ring and tells what the kernel answers. */
  Answer cloneFrom(ProbedRing source, RawClone asked);

  /** Lets a reader go on from another thread, while the owner of this side is in a call. */
  void feedFromElsewhere(Lane lane);

  @Override
  void close();
}
