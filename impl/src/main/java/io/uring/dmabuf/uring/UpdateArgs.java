package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.InRing;
import io.vavr.control.Option;

/**
 * What the user asks of an update, or of a registration with buffers, in one entry.
 *
 * @param slot the slot
 * @param kind what to put there
 * @param file the target file's descriptor, for a dma-buf
 * @param buf the dma-buf's descriptor, for a dma-buf
 * @param tag the tag that the user gives, as user data. The ring takes any; it is for the user to
 *     tell it from another tag and from a request
 * @param fault the step at which a failure is injected
 * @param area the memory to pin, for ordinary pages; none for memory that is the imu's own, by its
 *     number
 * @param nr how many entries the call has, 1 at least
 */
public record UpdateArgs(
    SlotId slot,
    BufferKind kind,
    Option<FileId> file,
    Option<DmabufId> buf,
    Option<Long> tag,
    Option<UpdateStage> fault,
    Option<AreaId> area,
    int nr) {

  /** What the user asks where the call has no other entry. */
  public UpdateArgs(
      SlotId slot,
      BufferKind kind,
      Option<FileId> file,
      Option<DmabufId> buf,
      Option<Long> tag,
      Option<UpdateStage> fault,
      Option<AreaId> area) {
    this(slot, kind, file, buf, tag, fault, area, 1);
  }

  /** What the user asks where it names no memory either. */
  public UpdateArgs(
      SlotId slot,
      BufferKind kind,
      Option<FileId> file,
      Option<DmabufId> buf,
      Option<Long> tag,
      Option<UpdateStage> fault) {
    this(slot, kind, file, buf, tag, fault, Option.none());
  }

  /** An empty slot, without a tag. */
  public static UpdateArgs empty() {
    return new UpdateArgs(
        SlotId.of(0), BufferKind.EMPTY, Option.none(), Option.none(), Option.none(), Option.none());
  }

  /** The tag that the user gives with a number: 0 is none ({@code __io_sqe_buffers_update}). */
  public static Option<Long> tagOf(long number) {
    return Option.when(number != 0, number);
  }

  /** The same with another tag. */
  UpdateArgs tagged(long other) {
    return new UpdateArgs(slot, kind, file, buf, Option.some(other), fault, area, nr);
  }

  /** The same as the entry of another slot, in a call that has so many. */
  public UpdateArgs in(SlotId other, int of) {
    return new UpdateArgs(other, kind, file, buf, tag, fault, area, of);
  }

  /** Whether the arguments of a step, of one ring or of one of several, are an update's tag. */
  public static boolean givesTag(Object args) {
    return switch (args) {
      case UpdateArgs update -> update.tag().isDefined();
      case InRing<?>(RingId ctx, UpdateArgs update) -> update.tag().isDefined();
      default -> false;
    };
  }

  /** A choice with this tag where it is an update that gives one; otherwise the same choice. */
  @SuppressWarnings("unchecked") // An update takes the place of an update.
  public static <S extends Designed, A> Choice<S, A> tagging(Choice<S, A> choice, long tag) {
    if (!givesTag(choice.args())) {
      return choice;
    }
    Object tagged =
        switch (choice.args()) {
          case UpdateArgs update -> update.tagged(tag);
          case InRing<?>(RingId ctx, UpdateArgs update) -> new InRing<>(ctx, update.tagged(tag));
          default -> choice.args();
        };
    return new Choice<>(choice.step(), (A) tagged);
  }

  /** The first step after the arguments were accepted. */
  UpdateStage firstStage() {
    return switch (kind) {
      case DMABUF -> UpdateStage.ALLOC_REGBUF;
      case PAGES -> UpdateStage.ALLOC_NODE;
      case EMPTY -> UpdateStage.TAKE_SLOT;
    };
  }

  /** The slot of the last entry of a call that begins with this one. */
  SlotId lastSlot() {
    return SlotId.of(slot.number() + nr - 1);
  }

  /** Whether a file and a dma-buf are named for a dma-buf, and a tag is given to no empty slot. */
  boolean isWellFormed() {
    boolean dmabuf = kind == BufferKind.DMABUF;
    return file.isDefined() == dmabuf
        && buf.isDefined() == dmabuf
        && (kind != BufferKind.EMPTY || tag.isEmpty());
  }

  /** Whether the injected failure is at a step that this update takes. */
  public boolean meetsItsFault() {
    return fault.forAll(stage -> stage.isInjectable() && stage.compareTo(firstStage()) >= 0);
  }
}
