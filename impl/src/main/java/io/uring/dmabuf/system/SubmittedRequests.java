package io.uring.dmabuf.system;

import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import io.vavr.control.Option;

/**
 * What the requests of all rings ask for, and the order of the list of task work. Immutable.
 *
 * @param asked of those that are in use
 * @param submitted how many there were
 * @param left how many were left to task work, to issue or to complete them
 */
public record SubmittedRequests(Map<RingRequest, Asked> asked, int submitted, int left) {
  /** None yet. */
  static SubmittedRequests none() {
    return new SubmittedRequests(HashMap.empty(), 0, 0);
  }

  /** What a request asks for. */
  Asked of(RingRequest id) {
    return asked.get(id).getOrElseThrow(() -> new IllegalStateException("nobody submitted " + id));
  }

  /** With one that is submitted. */
  SubmittedRequests with(RingRequest id, UringSqe sqe) {
    Asked made = new Asked(sqe, submitted, false, Option.none());
    return new SubmittedRequests(asked.put(id, made), submitted + 1, left);
  }

  /** With one that has found no answer of its file. */
  SubmittedRequests waiting(RingRequest id) {
    return new SubmittedRequests(asked.put(id, of(id).waiting()), submitted, left);
  }

  /**
   * With one that has its place in the list of task work, behind what was left to it before, or has
   * none.
   */
  SubmittedRequests listing(RingRequest id, boolean isLeft) {
    Asked known = of(id);
    return isLeft == known.turn().isDefined()
        ? this
        : new SubmittedRequests(
            asked.put(id, known.at(Option.when(isLeft, left))),
            submitted,
            isLeft ? left + 1 : left);
  }
}
