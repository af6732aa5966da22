package io.uring.dmabuf.recorded;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.uring.RequestsDeviation;
import io.uring.dmabuf.uring.RingContextAlternative;

/** What the recorded kernels do each in its own way. */
enum Kernel {
  /**
   * A refused request is punted within the submission; one for a worker binds its buffer when it is
   * submitted; buffers belong to an update and not to a slot: their tags come when all requests
   * from before that update are gone, in the order of updates, and none when a table is
   * unregistered.
   */
  LINUX_6_12,
  /** As the base of the series: task work punts, a worker looks up, and a slot has its own node. */
  LINUX_7_3;

  /** The design of the machine: what is a mistake in the series was once the way of the kernel. */
  Design design() {
    return this == LINUX_6_12
        ? Design.intended()
            .with(RequestsDeviation.ASYNC_BINDS_AT_SUBMISSION)
            .under(RingContextAlternative.PUNT_IN_SUBMISSION)
        : Design.intended();
  }
}
