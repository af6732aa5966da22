package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.live.Operation;
import io.uring.dmabuf.live.ScenarioWriter;
import io.uring.dmabuf.system.RingKind;
import io.vavr.collection.List;

/**
 * Operations on a fresh ring.
 *
 * @param ring which ring
 * @param operations in order
 */
public record Chain(RingKind ring, List<Operation> operations) {

  /** A scenario that does the same. */
  public String text() {
    return ScenarioWriter.text(ring, operations);
  }
}
