package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Deviation;

/** Decisions about deferred requests that can be taken wrongly on purpose. */
public enum DeferredIssueDeviation implements Deviation {
  /** See {@link #sentence()}; so for all. */
  TAIL_BINDS_AT_SUBMISSION(
      "PrepareLinked", "A linked request takes its buffer when it is submitted, not when issued."),
  ASYNC_BINDS_AT_SUBMISSION(
      "StartAsync", "A request for a worker takes its buffer when it is submitted."),
  HEAD_RESULT_IGNORED(
      "LinkSettled", "A linked request is issued whatever the one before it came to."),
  TAIL_NEVER_GOES_ON(
      "LinkSettled", "A linked request is cancelled whatever the one before it came to."),
  WORKER_BORROWS_WITHOUT_REFERENCE(
      "WorkerLookup", "A worker uses a node without a reference of it."),
  CANCELLED_FORGETS_NODE("CancelInFlight", "A cancelled request does not put its node.");

  private final String step;
  private final String sentence;

  DeferredIssueDeviation(String step, String sentence) {
    this.step = step;
    this.sentence = sentence;
  }

  @Override
  public String step() {
    return step;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
