package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Guard;

/** The guards of the steps of two rings, in the order of the specification. */
public enum ClonedTablesGuard implements Guard {
  /** See {@link #sentence()}; so for all. */
  CLONE_RING_OPEN("StartClone", "The ring is open."),
  CLONE_SOURCE_OPEN("StartClone", "The source is open."),
  CLONE_LOCK_FREE("StartClone", "Nobody holds uring_lock."),
  CLONE_SOURCE_LOCK_FREE("StartClone", "Nobody holds uring_lock of the source."),
  CLONE_NOT_REFUSED("StartClone", "No test of the arguments refuses the clone."),
  INSTALL_AT_STAGE("InstallClone", "A clone has dropped the old table."),
  CLONE_REFUSED_RING_OPEN("CloneRefused", "The ring is open."),
  CLONE_REFUSED_SOURCE_OPEN("CloneRefused", "The source is open."),
  CLONE_REFUSED_LOCK_FREE("CloneRefused", "Nobody holds uring_lock."),
  CLONE_REFUSED_SOURCE_LOCK_FREE("CloneRefused", "Nobody holds uring_lock of the source."),
  CLONE_REFUSED_BY_ERRNO("CloneRefused", "The tests of the arguments end with this errno."),
  POST_TAG_LAST_OF_IMU("PostTag", "The node is the last one of its imu."),
  KEEP_AT_STAGE("KeepSharedImu", "The call in progress has put the last reference of a node."),
  KEEP_SHARED("KeepSharedImu", "Other nodes share its imu.");

  private final String step;
  private final String sentence;

  ClonedTablesGuard(String step, String sentence) {
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
