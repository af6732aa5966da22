package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Guard;

/** The guards of the buffer table's steps, in the order of the specification. */
public enum BufferTableGuard implements Guard {
  /** See {@link #sentence()}; so for all. */
  SPARSE_RING_OPEN("RegisterSparse", "The ring is open."),
  SPARSE_LOCK_FREE("RegisterSparse", "Nobody holds uring_lock."),
  SPARSE_NO_TABLE("RegisterSparse", "There is no table yet."),
  REFUSED_RING_OPEN("UpdateRefused", "The ring is open."),
  REFUSED_LOCK_FREE("UpdateRefused", "Nobody holds uring_lock."),
  REFUSED_BY_ERRNO("UpdateRefused", "The tests R1 to R7 end with this errno."),
  UPDATE_RING_OPEN("StartUpdate", "The ring is open."),
  UPDATE_LOCK_FREE("StartUpdate", "Nobody holds uring_lock."),
  UPDATE_HAS_TABLE("StartUpdate", "There is a table with this slot."),
  UPDATE_EMPTY_UNTAGGED("StartUpdate", "An update that empties its slot carries no tag."),
  UPDATE_FILE_IFF_DMABUF("StartUpdate", "A file is named for a dma-buf and only for one."),
  UPDATE_BUF_IFF_DMABUF("StartUpdate", "A dma-buf is named for a dma-buf and only for one."),
  UPDATE_FAULT_MET("StartUpdate", "The injected failure is at a step that the update takes."),
  ADVANCE_AT_STAGE("Advance", "An update has come to this stage."),
  ADVANCE_NOT_FAILING("Advance", "No failure is injected here."),
  REGBUF_AT_STAGE("SetRegbuf", "An update has come to R8."),
  REGBUF_NOT_FAILING("SetRegbuf", "No failure is injected here."),
  REGBUF_UNUSED("SetRegbuf", "No imu carries the number of the new regbuf."),
  FAIL_AT_STAGE("Fail", "An update has come to a step that can fail."),
  ALLOC_NODE_AT_STAGE("AllocNode", "An update has come to R19."),
  ALLOC_NODE_NOT_FAILING("AllocNode", "No failure is injected here."),
  ALLOC_IMU_AT_STAGE("AllocImu", "An update has come to R20."),
  ALLOC_IMU_NOT_FAILING("AllocImu", "No failure is injected here."),
  UNWOUND_AT_STAGE("Unwound", "An update that failed is being unwound."),
  TAKE_SLOT_AT_STAGE("TakeSlot", "An update has come to R23."),
  STORE_NODE_AT_STAGE("StoreNode", "The slot is empty and the old node was dropped."),
  UNREGISTER_RING_OPEN("StartUnregister", "The ring is open."),
  UNREGISTER_LOCK_FREE("StartUnregister", "Nobody holds uring_lock."),
  UNREGISTER_HAS_TABLE("StartUnregister", "There is a table."),
  CLOSE_RING_OPEN("CloseRing", "The ring is open."),
  CLOSE_RING_LOCK_FREE("CloseRing", "Nobody holds uring_lock."),
  CLOSE_RING_IDLE("CloseRing", "No request is between its submission and its CQE."),
  CLEAR_SLOT_AT_STAGE("ClearSlot", "A teardown has dropped the node of the last slot."),
  RETURN_AT_STAGE("Return", "The call in progress has nothing left to do."),
  PUT_NODE_AT_STAGE("PutNode", "The call in progress is about to put a node."),
  POST_TAG_AT_STAGE("PostTag", "The call in progress has put the last reference of a node."),
  RELEASED_AT_STAGE("Released", "The call in progress is releasing a buffer."),
  RELEASED_IMU_UNREFERENCED("Released", "No node refers to the imu any more."),
  SUBMIT_RING_OPEN("StartSubmit", "The ring is open."),
  SUBMIT_LOCK_FREE("StartSubmit", "Nobody holds uring_lock."),
  SUBMIT_FREE_REQUEST("StartSubmit", "A request object is free."),
  LOOKUP_AT_STAGE("LookupNode", "A submission has come to I1."),
  IMPORT_AT_STAGE("CheckImport", "A submission has come to I2."),
  ORDINARY_AT_STAGE("IssueOrdinary", "A submission on ordinary pages is ready to be issued."),
  DISPATCH_AT_STAGE("Dispatched", "A submission has come to B5."),
  ISSUE_RETURNS_AT_STAGE("IssueReturns", "The command of a submission is on its way."),
  DONE_IN_FLIGHT("Done", "The request is in flight."),
  TASK_WORK_LOCK_FREE("StartTaskWork", "Nobody holds uring_lock."),
  TASK_WORK_REQUEST_DONE("StartTaskWork", "The request has ended."),
  POST_CQE_AT_STAGE("PostCqe", "The call in progress has the result of its request."),
  FREE_REQ_AT_STAGE("FreeReq", "The call in progress has posted the CQE of its request."),
  REAP_COMPLETE("ReapCqe", "The request is complete."),
  REAP_NOT_IN_CALL("ReapCqe", "The call in progress is not on the request.");

  private final String step;
  private final String sentence;

  BufferTableGuard(String step, String sentence) {
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
