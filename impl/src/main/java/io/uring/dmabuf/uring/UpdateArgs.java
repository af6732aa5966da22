package io.uring.dmabuf.uring;

import io.vavr.control.Option;

/**
 * What the user asks of an update of one slot.
 *
 * @param slot the slot, from 0
 * @param kind what to put there
 * @param file the target file's descriptor, for a dma-buf
 * @param buf the dma-buf's descriptor, for a dma-buf
 * @param tagged whether the user gives a tag
 * @param fault the step at which a failure is injected
 */
public record UpdateArgs(
    int slot,
    BufferKind kind,
    Option<Integer> file,
    Option<Integer> buf,
    boolean tagged,
    Option<UpdateStage> fault) {

  /** The first step after the arguments were accepted. */
  UpdateStage firstStage() {
    return switch (kind) {
      case DMABUF -> UpdateStage.ALLOC_REGBUF;
      case PAGES -> UpdateStage.ALLOC_NODE;
      case EMPTY -> UpdateStage.TAKE_SLOT;
    };
  }

  /** Whether the injected failure is at a step that this update takes. */
  boolean meetsItsFault() {
    return fault.forAll(stage -> stage.isInjectable() && stage.compareTo(firstStage()) >= 0);
  }
}
