package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.NvmeEvent;
import org.jspecify.annotations.Nullable;

/**
 * The tag of a command in its queue: the lower 12 bits of a command id. Above them is a generation,
 * which older kernels do not print when the command ends.
 */
record CommandKey(int ctrl, int qid, int tag) {
  private static final int TAG_BITS = 12;
  private static final int GENERATION_BITS = 4;
  private static final int TAG = (1 << TAG_BITS) - 1;

  static CommandKey of(NvmeEvent.SetUp event) {
    return new CommandKey(event.ctrl(), event.qid(), event.cid() & TAG);
  }

  static CommandKey of(NvmeEvent.Ended event) {
    return new CommandKey(event.ctrl(), event.qid(), event.cid() & TAG);
  }

  /**
   * Whether this is the end of a command; if none is set up, it may be an end too many.
   *
   * @param life of the command, which begins with its setup; null if none is set up
   */
  static boolean mayEnd(@Nullable Life life, NvmeEvent.Ended event) {
    return life != null && life.first() instanceof NvmeEvent.SetUp setUp
        ? event.mayEnd(setUp)
        : !event.mayBeUnsent();
  }

  static int generation(int cid) {
    return cid >>> TAG_BITS;
  }

  /** How many generations are between those of two ids of the same tag; some drives have none. */
  static int between(int cid, int next) {
    return generation(next) - generation(cid) - 1 & (1 << GENERATION_BITS) - 1;
  }

  String text() {
    return "nvme" + ctrl + " qid=" + qid + " tag " + tag;
  }
}
