package io.uring.dmabuf.nvme;

/**
 * How far the reset of a controller has come, with the names of the specification. Source:
 * nvme_timeout(), nvme_reset_ctrl(), nvme_dev_disable(), nvme_reset_work().
 */
public enum Reset {
  /** There is none. */
  LIVE,
  /** It is decided. */
  RESETTING,
  /** Nothing more is set up. */
  QUIESCED,
  /** The controller is stopped and touches nothing. */
  OFF,
  /** It is started again, on empty rings; the queue is still quiesced. */
  READY
}
