package io.uring.dmabuf.uring;

/** How far a submission, or the task work that completes a request, has come. */
public enum SubmitStage {
  /** Looks the node up in the slot (I1). */
  LOOKUP,
  /** Checks the range against the buffer (I2). */
  IMPORT,
  /** Issues on ordinary pages, the base kernel's path. */
  ORDINARY,
  /** Waits for a tag of the block layer (B5). */
  GET_TAG,
  /** The command is on its way to the device. */
  ISSUE,
  /** Posts the CQE of the request. */
  POST_CQE,
  /** Gives the request back. */
  FREE_REQ,
  /** Returns, and frees the lock. */
  RETURN
}
