package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Choice;
import io.vavr.control.Option;

/**
 * What the user asks of an update of one slot.
 *
 * @param slot the slot
 * @param kind what to put there
 * @param file the target file's descriptor, for a dma-buf
 * @param buf the dma-buf's descriptor, for a dma-buf
 * @param tag the tag that the user gives, as user data. The ring takes any; it is for the user to
 *     tell it from another tag and from a request
 * @param fault the step at which a failure is injected
 */
public record UpdateArgs(
    SlotId slot,
    BufferKind kind,
    Option<FileId> file,
    Option<DmabufId> buf,
    Option<Long> tag,
    Option<UpdateStage> fault) {

  /** The same with another tag. */
  UpdateArgs tagged(long other) {
    return new UpdateArgs(slot, kind, file, buf, Option.some(other), fault);
  }

  /** A choice with this tag where it is an update that gives one; otherwise the same choice. */
  @SuppressWarnings("unchecked") // An update takes the place of an update.
  public static <S extends Designed, A> Choice<S, A> tagging(Choice<S, A> choice, long tag) {
    return choice.args() instanceof UpdateArgs args && args.tag().isDefined()
        ? new Choice<>(choice.step(), (A) args.tagged(tag))
        : choice;
  }

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
