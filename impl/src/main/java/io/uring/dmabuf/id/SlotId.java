package io.uring.dmabuf.id;

/** A slot of a table of registered buffers: from 0. */
public final class SlotId extends Id<SlotId> {
  private static final Kind<SlotId> KIND = new Kind<>(SlotId::new);

  private SlotId(int number) {
    super(number);
  }

  /** The slot with an index. */
  public static SlotId of(int number) {
    return KIND.of(number);
  }
}
