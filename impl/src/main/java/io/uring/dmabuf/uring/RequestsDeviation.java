package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Deviation;

/** Decisions of the buffer table and its requests that can be taken wrongly on purpose. */
public enum RequestsDeviation implements Deviation {
  /** See {@link #sentence()}; so for all. */
  POST_TAG_BEFORE_LAST_REQUEST(
      "PutNode", "The tag is posted when the slot drops its node, though requests still use it."),
  RELEASE_WHILE_REFERENCED(
      "PutNode", "Whoever drops a node releases its buffer, whatever references are left."),
  KEEP_IMU_REFERENCE("PostTag", "A node that is released keeps its reference of the imu."),
  DOUBLE_TAG("PostTag", "The tag is posted twice."),
  TAG_GOES_WITH_RING("PostTag", "The end of a ring posts no tag."),
  EXIT_WORK_DOES_NOT_WAIT("FreeRing", "The table goes though the device has requests of the ring."),
  LINK_ISSUED_ON_DYING_RING(
      "LinkDies", "What is linked to a success is issued though its ring is dying."),
  FORGET_UNWINDING_OF_NODE("Unwound", "A registration that fails at R20 forgets its node."),
  PARTIAL_UPDATE_REPORTS_ERROR(
      "EntryRefused", "An update that fails in the middle returns its errno, not what was done."),
  FAILED_REGISTRATION_KEEPS_TABLE(
      "EntryRefused", "A registration that fails leaves the table with what came before."),
  STORE_OVER_OLD_NODE("TakeSlot", "The old node of a slot is overwritten, not dropped."),
  LOOKUP_WITHOUT_REFERENCE("LookupNode", "A request uses a node without a reference of it."),
  DMABUF_COPIED(
      "CheckImport",
      "What is not for the direct path is copied, a dma-buf too, of which nothing can be."),
  CACHED_WRITE_INLINE(
      "CheckImport", "A submission waits for the page cache itself, with uring_lock held."),
  NOWAIT_PUT_OFF(
      "Refused", "A request that must not wait (RWF_NOWAIT) goes to a worker, where it does."),
  EMPTY_SLOT_IS_EBADF("LookupNode", "An empty slot is reported as -EBADF instead of -EFAULT."),
  TAIL_BINDS_AT_SUBMISSION(
      "PrepareLinked", "A linked request takes its buffer when it is submitted, not when issued."),
  ASYNC_BINDS_AT_SUBMISSION(
      "StartAsync", "A request for a worker takes its buffer when it is submitted."),
  HEAD_RESULT_IGNORED(
      "LinkSettled", "A linked request is issued whatever the one before it came to."),
  TAIL_NEVER_GOES_ON(
      "LinkSettled", "A linked request is cancelled whatever the one before it came to."),
  HARDLINK_SEVERED(
      "LinkSettled", "A hard-linked request is cancelled for what the one before it came to."),
  CHAIN_SEVERED_TO_HARDLINK(
      "LinkSettled", "A hard-linked request goes on behind one that is cancelled for its link."),
  WORKER_BORROWS_WITHOUT_REFERENCE(
      "WorkerLookup", "A worker uses a node without a reference of it."),
  WORKER_REFERENCE_IGNORED(
      "FreeReq", "Task work frees a request of which a worker still has a reference."),
  CANCELLED_FORGETS_NODE("CancelInFlight", "A cancelled request does not put its node."),
  PART_NOT_COUNTED(
      "Dispatched", "A part that is handed on is not counted among those that are out."),
  ENDS_WITH_FIRST_PART("PartEnds", "A request ends with the first of its parts."),
  LAST_RESULT_WINS("PartEnds", "What a part before has left is overwritten by the next one."),
  CLONE_COPIES_TAG("StartClone", "A clone gets the tag of the node that it copies."),
  CLONE_WITHOUT_REFERENCE("StartClone", "A clone shares an imu without a reference of it."),
  KEPT_WITHOUT_REFERENCE("StartClone", "A slot that is kept gives its node no second reference."),
  CLONE_FORGETS_BEHIND("StartClone", "A clone loses the slots behind its range."),
  SOURCE_UNLOCKED("StartClone", "A clone does not take uring_lock of its source."),
  DECIDED_LATER("PostTag", "Whether the memory goes is decided after the reference was dropped."),
  TAG_WAITS_FOR_CLONES(
      "KeepSharedImu", "The tag of a node is withheld while others share its imu."),
  SHARED_IMU_KEEPS_REFERENCE(
      "KeepSharedImu", "A node that goes keeps its reference of a shared imu.");

  private final String step;
  private final String sentence;

  RequestsDeviation(String step, String sentence) {
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
