package io.uring.dmabuf.step;

/**
 * Steps that belong together, the innermost first: a submission contains queueing, and so on. A
 * model may let no other actor move until the group in progress has come to its end.
 */
public enum Group {
  /** Putting a tag whose request has ended. */
  TAGPUT,
  /** A worker thread that has issued its request returns to io-wq. */
  WORKERPUT,
  /** The interrupt handler until it ends a bio. */
  IRQ,
  /** The controller. */
  DEVICE,
  /** From the tag to the doorbell. */
  QUEUEING,
  /** A worker thread of io-wq, from the lookup of the node to the tag. */
  WORKER,
  /** Dropping a node and taking its buffer apart. */
  RELEASE,
  /** Completing a request. */
  TASKWORK,
  /** Submitting a request. */
  SUBMISSION,
  /** Registering, cloning and unregistering. */
  REGISTRATION,
  /** The user outside of calls, and the exporter. */
  ENVIRONMENT
}
