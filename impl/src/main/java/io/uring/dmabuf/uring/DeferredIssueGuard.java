package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Guard;

/** The guards of the steps of deferred requests, in the order of the specification. */
public enum DeferredIssueGuard implements Guard {
  /** See {@link #sentence()}; so for all. */
  LINK_IN_SUBMISSION("PrepareLinked", "A submission is in progress and has not issued its head."),
  LINK_FREE_REQUEST("PrepareLinked", "A request object is free."),
  ASYNC_RING_OPEN("StartAsync", "The ring is open."),
  ASYNC_LOCK_FREE("StartAsync", "Nobody holds uring_lock."),
  ASYNC_FREE_REQUEST("StartAsync", "A request object is free."),
  SETTLE_ITS_TAIL("LinkSettled", "The request of the call is complete, and this one behind it."),
  SETTLE_SUCCESS("LinkSettled", "Who did all that was asked for has succeeded."),
  ISSUE_LINKED_LOCK_FREE("IssueLinked", "Nobody holds uring_lock."),
  ISSUE_LINKED_QUEUED("IssueLinked", "The request is queued for task work."),
  NO_FILE_AT_WORKER("WorkerFindsNoFile", "The request is queued for a worker."),
  WORKER_LOCK_FREE("WorkerLookup", "Nobody holds uring_lock."),
  WORKER_QUEUED("WorkerLookup", "The request is queued for a worker."),
  WORKER_HAS_NODE("WorkerIssue", "A worker has looked up the node of the request."),
  CANCEL_QUEUED_LOCK_FREE("CancelQueued", "Nobody holds uring_lock."),
  CANCEL_QUEUED_AT_WORKER("CancelQueued", "The request is queued for a worker."),
  NOT_FOUND_LOCK_FREE("CancelNotFound", "Nobody holds uring_lock."),
  NOT_FOUND_LINKED(
      "CancelNotFound", "The request is linked to another one, or was, and not issued."),
  CANCEL_LOCK_FREE("CancelInFlight", "Nobody holds uring_lock."),
  CANCEL_IN_FLIGHT("CancelInFlight", "The request is in flight."),
  CANCEL_ORDINARY("CancelInFlight", "Its buffer is of ordinary pages: no device has it."),
  PUT_AFTER_SETTLING("PutNode", "A complete request has told the one behind it."),
  RETURN_AFTER_SETTLING("Return", "A complete request has told the one behind it.");

  private final String step;
  private final String sentence;

  DeferredIssueGuard(String step, String sentence) {
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
