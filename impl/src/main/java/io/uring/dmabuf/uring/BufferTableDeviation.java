package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Deviation;

/** Decisions of the buffer table that can be taken wrongly on purpose. */
public enum BufferTableDeviation implements Deviation {
  /** See {@link #sentence()}; so for all. */
  POST_TAG_BEFORE_LAST_REQUEST(
      "PutNode", "The tag is posted when the slot drops its node, though requests still use it."),
  RELEASE_WHILE_REFERENCED(
      "PutNode", "Whoever drops a node releases its buffer, whatever references are left."),
  KEEP_IMU_REFERENCE("PostTag", "A node that is released keeps its reference of the imu."),
  DOUBLE_TAG("PostTag", "The tag is posted twice."),
  TAG_AFTER_CLOSE("PostTag", "The tag is posted on a ring that is gone."),
  FORGET_UNWINDING_OF_NODE("Unwound", "A registration that fails at R20 forgets its node."),
  STORE_OVER_OLD_NODE("TakeSlot", "The old node of a slot is overwritten, not dropped."),
  LOOKUP_WITHOUT_REFERENCE("LookupNode", "A request uses a node without a reference of it."),
  EMPTY_SLOT_IS_EBADF("LookupNode", "An empty slot is reported as -EBADF instead of -EFAULT.");

  private final String step;
  private final String sentence;

  BufferTableDeviation(String step, String sentence) {
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
