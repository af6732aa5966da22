package io.uring.dmabuf.nvme;

import io.uring.dmabuf.id.TagId;

/**
 * How far the abort of a late command has come, of which a controller has one at a time. It is sent
 * by the admin queue, so that its answer and that of the command come in any order. Source:
 * nvme_timeout(), abort_endio().
 *
 * @param stage how far it has come
 * @param cid the command id: of the command that was late, or the one that the controller is told;
 *     else 0
 */
public record Abort(Stage stage, int cid) {
  /** No abort is under way. */
  public static final Abort NONE = new Abort(Stage.NONE, 0);

  /** The controller has answered an abort. */
  static final Abort ANSWERED = new Abort(Stage.ANSWERED, 0);

  /** How far an abort has come, with the names of the specification. */
  public enum Stage {
    /** There is none. */
    NONE,
    /** A command is late: the completion queue was polled, and nothing was there of it. */
    POLLED,
    /** The admin queue has the command that names it. */
    ASKED,
    /** The controller has done what it does about it, and the driver has not seen that. */
    ANSWERED
  }

  /** Whether the driver looks at the late request of a tag, and so has a reference to it. */
  boolean looksAt(TagId tag) {
    return stage == Stage.POLLED && QueueLayout.tagOf(cid).equals(tag);
  }

  /** Whether the controller is asked to abort a command of this id. */
  boolean asksFor(int command) {
    return stage == Stage.ASKED && cid == command;
  }

  /** Tells stages apart in the same way in each run. */
  @Override
  public int hashCode() {
    return 31 * cid + stage.ordinal();
  }
}
