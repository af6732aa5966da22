package io.uring.dmabuf.nvme;

/**
 * How far the reset of a controller has come, or the end of one that does not come back from it,
 * with the names of the specification. Source: nvme_timeout(), nvme_reset_ctrl(),
 * nvme_dev_disable(), nvme_reset_work().
 */
public enum Reset {
  /** There is none. */
  LIVE,
  /** It is decided. */
  RESETTING,
  /** Nobody enters the queue, which is frozen, and nothing more is set up. */
  QUIESCED,
  /** The controller is stopped and touches nothing. */
  OFF,
  /** It is started again, on empty rings; the queue is still quiesced. */
  READY,
  /** The queue goes on, and the freeze waits for what is in it. */
  DRAINING,
  /** It is decided that the controller does not come back, which still works. */
  DELETING,
  /** Nothing more is set up for it. */
  STOPPING,
  /** It is stopped for good. */
  DISABLED,
  /** The queue goes on without it, so that the driver refuses each command that is in it. */
  FAILING,
  /** The disk is dead, too: who comes does not enter, and does not wait. */
  DEAD,
  /** The controller was pulled out: commands are sent to it as ever, and nobody takes them. */
  GONE,
  /** Nothing more is set up for what is not there, and all is taken back. */
  CLEANING,
  /** The driver refuses each command, of what was there and of who comes: no disk is dead yet. */
  REFUSING,
  /** The driver is unbound: the disk is dead, and the controller finishes what is in its queue. */
  EMPTYING,
  /** The driver has let go of the controller, and nobody is in the queue. */
  UNBOUND
}
