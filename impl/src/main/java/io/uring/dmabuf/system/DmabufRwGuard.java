package io.uring.dmabuf.system;

import io.uring.dmabuf.design.Guard;

/** The guards of the composition itself: those that no component can know. */
public enum DmabufRwGuard implements Guard {
  /** A step fails only by injection, or because the descriptor it names is closed. */
  STEP_FAILS_WITH_A_REASON("StepFails", "The step cannot succeed."),
  /** A regbuf is given back piece by piece; only without one is there nothing to do. */
  NOTHING_TO_UNWIND("UnwindNothing", "The failed registration has no regbuf."),
  /** What is released is no dma-buf. */
  PAGES_HAVE_NO_REGBUF("UnpinPages", "The imu being released has no regbuf."),
  /** A mapping is torn down only if there is one. */
  UNMAP_WHAT_IS_MAPPED("LockForUnmap", "The regbuf being released is mapped."),
  /** The submitter itself builds the command, or finds that it cannot now. */
  ISSUE_ENDS_WITH_COMMAND("IssueReturns", "The request's command is built or requeued."),
  /** The submitter itself rings the doorbell. */
  ISSUE_ENDS_WITH_DOORBELL("IssueReturns", "The request's command is announced to the device."),
  /** A command's end comes from its own interrupt, not from the ordinary path. */
  ORDINARY_HAS_NO_MAPPING("OrdinaryDone", "The request works in ordinary pages.");

  private final String step;
  private final String sentence;

  DmabufRwGuard(String step, String sentence) {
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
