package io.uring.dmabuf.system;

import io.uring.dmabuf.design.Deviation;

/** Decisions about whole calls that can be taken wrongly on purpose. */
public enum CallDeviation implements Deviation {
  /** See {@link #sentence()}; so for all. */
  UPDATE_ALL_OR_NOTHING("StartUpdate", "An update that fails in the middle changes nothing."),
  LAST_BYTE_IS_OUTSIDE("CheckImport", "The last byte of a buffer is refused."),
  EMPTY_RANGE_IS_REFUSED("CheckImport", "A range without bytes is refused, as for a dma-buf."),
  UNREGISTER_IN_DISORDER("ClearSlot", "Unregistering empties the slots from the wrong end."),
  CLONE_REPLACES_UNASKED(
      "StartClone", "A clone replaces a table that is there without being asked to."),
  CLONE_BEGINS_BESIDE(
      "StartClone", "A clone of some slots takes those that begin one behind what is asked for."),
  LINKED_IS_FOUND("CancelNotFound", "A cancellation reports that it found a linked request."),
  LINKED_IN_THE_SAME_ROUND(
      "IssueLinked", "A task that defers issues a linked request before it returns to its user."),
  UNREGISTER_IS_BUSY("StartUnregister", "Unregistering is refused while a request is in flight.");

  private final String step;
  private final String sentence;

  CallDeviation(String step, String sentence) {
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
