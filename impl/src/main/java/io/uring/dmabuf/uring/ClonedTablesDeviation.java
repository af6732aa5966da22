package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Deviation;

/** Decisions about cloned tables that can be taken wrongly on purpose. */
public enum ClonedTablesDeviation implements Deviation {
  /** See {@link #sentence()}; so for all. */
  CLONE_COPIES_TAG("StartClone", "A clone gets the tag of the node that it copies."),
  CLONE_WITHOUT_REFERENCE("StartClone", "A clone shares an imu without a reference of it."),
  KEPT_WITHOUT_REFERENCE("StartClone", "A slot that is kept gives its node no second reference."),
  SOURCE_UNLOCKED("StartClone", "A clone does not take uring_lock of its source."),
  DECIDED_LATER("PostTag", "Whether the memory goes is decided after the reference was dropped."),
  TAG_WAITS_FOR_CLONES(
      "KeepSharedImu", "The tag of a node is withheld while others share its imu."),
  SHARED_IMU_KEEPS_REFERENCE(
      "KeepSharedImu", "A node that goes keeps its reference of a shared imu.");

  private final String step;
  private final String sentence;

  ClonedTablesDeviation(String step, String sentence) {
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
