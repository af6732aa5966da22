package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.KernelAlternative;

/** The decisions of the specification Requests that some kernels take otherwise. */
public enum RingContextAlternative implements KernelAlternative {
  /**
   * The submission itself hands a request to io-wq whose inline issue is refused. Source:
   * io_queue_iowq().
   */
  PUNT_IN_SUBMISSION,
  /**
   * A clone into a table that is there loses the slots behind its range. Source:
   * io_clone_buffers(), up to 6.18.2.
   */
  CLONE_LOSES_SLOTS_BEHIND
}
