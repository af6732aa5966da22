package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.uring.Errno;
import io.vavr.control.Option;

/**
 * What becomes of a request whose steps told it.
 *
 * @param node the number of its node; 0 if it has none
 * @param slot where that is, from 0
 * @param late whether something else of its ring happened before it had a buffer
 * @param inFlight whether a drive had it
 * @param held whether a worker had it when its CQE was posted
 * @param over whether its CQE is posted
 * @param result that of its CQE
 * @param isFound whether that is all, or it was looked for as far as is looked
 */
record ToldFate(
    long node,
    int slot,
    boolean late,
    boolean inFlight,
    boolean held,
    boolean over,
    int result,
    boolean isFound) {
  private static final int SOME_RESULT = 1;

  /** Nothing was told of it but its beginning. */
  static final ToldFate BEGUN = new ToldFate(0, 0, false, false, false, false, SOME_RESULT, true);

  ToldFate bound(Shown.ToldNode to, boolean afterOthers) {
    return new ToldFate(to.number(), to.slot(), afterOthers, inFlight, held, over, result, isFound);
  }

  ToldFate flying() {
    return new ToldFate(node, slot, late, true, held, over, result, isFound);
  }

  ToldFate heldByWorker() {
    return new ToldFate(node, slot, late, inFlight, true, over, result, isFound);
  }

  ToldFate completed(int res) {
    return new ToldFate(node, slot, late, inFlight, held, true, res, isFound);
  }

  ToldFate notFound() {
    return new ToldFate(node, slot, late, inFlight, held, over, result, false);
  }

  /** Whether a worker issues it, or may have; or nobody does. */
  boolean byWorker() {
    return late || held || node == 0 && !errno().contains(Errno.EFAULT);
  }

  /** With which it ends; none if with success, or not at all. */
  Option<Errno> errno() {
    return result >= 0 ? Option.none() : Errno.ofResult(result).orElse(Option.some(Errno.EPERM));
  }
}
