package io.uring.dmabuf.id;

/** A ring ({@code struct io_ring_ctx}): from 1. */
public final class RingId extends Id<RingId> {
  private static final Kind<RingId> KIND = new Kind<>(RingId::new);

  private RingId(int number) {
    super(number);
  }

  /** The ring with a number. */
  public static RingId of(int number) {
    return KIND.of(number);
  }
}
