package io.uring.dmabuf.nvme;

import io.uring.dmabuf.design.Deviation;
import io.uring.dmabuf.dma.AddressingDeviation;
import io.vavr.control.Option;

/** The decisions of {@link NvmeQueue} that can be taken wrongly. */
public enum NvmeQueueDeviation implements Deviation {
  REUSE_COMMAND_ID("GetTag", "The generation of a tag's command id stays as it was."),
  /** What is in the queue of a controller that is gone for good is made for nobody. */
  DISPATCH_TO_DISABLED(
      "SyncForDevice", "The driver does not ask whether its queue has a controller any more."),
  SECOND_POINTER_SKIPS_PAGE(
      "BuildPrps", "With two entries the second pointer is that of the page after."),
  CHAIN_ENTRY_OVERWRITTEN(
      "BuildPrps", "The entry that a chain pointer replaces is not moved to the next page."),
  /** V1-BADSGL-LEAK: a list can only be bad where V1-NO-GAP-CHECK lets it be. */
  BAD_LIST_KEEPS_DESCRIPTORS(
      "BuildPrps", "A list that turns out bad fails the request and keeps what it has taken."),
  COMPLETE_BEFORE_ALL_MOVED("Answer", "The device reports success while entries are outstanding."),
  ABORT_UNPOLLED(
      "PollLate", "A command is taken for late without a look into the completion queue."),
  ABORT_ENDS_REQUEST("EndAbort", "The answer to an abort ends the request whose command it names."),
  PHASE_NOT_FLIPPED("Reap", "The driver expects the same phase after the end of the ring."),
  SKIP_DESCRIPTOR_FREE("FreeDescriptors", "The descriptor pages do not go back to the pool.");

  private final String step;
  private final String sentence;

  NvmeQueueDeviation(String step, String sentence) {
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

  @Override
  public Option<Deviation> after() {
    return Option.when(
        this == BAD_LIST_KEEPS_DESCRIPTORS, AddressingDeviation.IGNORE_VIRTUAL_BOUNDARY);
  }
}
