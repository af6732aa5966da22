package io.uring.dmabuf.nvme;

import io.uring.dmabuf.design.Guard;

/** The guards of {@link NvmeQueue}. */
public enum NvmeQueueGuard implements Guard {
  SUBMIT_NOT_BUSY("Submit", "No tag serves the request."),
  GET_TAG_FREE("GetTag", "There is a free tag."),
  SYNC_FOR_DEVICE_TAGGED("SyncForDevice", "The request has its tag and nothing more."),
  BUILD_PRPS_SYNCED("BuildPrps", "The memory was handed to the device."),
  BUILD_PRPS_POOL("BuildPrps", "The pool has the descriptor pages that the list needs."),
  POOL_EMPTY_SYNCED("PoolEmpty", "The memory was handed to the device."),
  POOL_EMPTY_POOL("PoolEmpty", "The pool has fewer descriptor pages than the list needs."),
  REQUEUE_WAITS("Requeue", "The request waits for another try."),
  WRITE_SQE_ROOM("WriteSqe", "The submission ring has a free entry beside the last."),
  WRITE_SQE_BUILT("WriteSqe", "The command is ready and not in the ring."),
  RING_DOORBELL_NEWS("RingDoorbell", "The ring has commands that the doorbell does not cover."),
  FETCH_RUNG("Fetch", "The doorbell covers a command that was not fetched."),
  XFER_OWNED("Xfer", "The controller works on the command."),
  XFER_LEFT("Xfer", "An entry of the command is left to move."),
  ANSWER_OWNED("Answer", "The controller works on the command."),
  ANSWER_ROOM("Answer", "The completion ring has a free entry beside the last."),
  ANSWER_ALL_MOVED("Answer", "Success is reported after the last entry has moved."),
  REAP_PHASE("Reap", "The entry at the head has the phase of a new one."),
  REAP_COMMAND_ID("Reap", "The entry carries the current command id of its tag."),
  REAP_SUBMITTED("Reap", "The tag's command was submitted and not completed."),
  SYNC_FOR_CPU_COMPLETED("SyncForCpu", "The completion was seen, the memory not handed back."),
  FREE_DESCRIPTORS_HANDED_BACK("FreeDescriptors", "The memory was handed back."),
  END_REQUEST_UNMAPPED("EndRequest", "The descriptor pages were given back.");

  private final String step;
  private final String sentence;

  NvmeQueueGuard(String step, String sentence) {
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
