package io.uring.dmabuf.id;

/** A mapped buffer ({@code struct io_mapped_ubuf}): from 1. */
public final class ImuId extends Id<ImuId> {
  private static final Kind<ImuId> KIND = new Kind<>(ImuId::new);

  private ImuId(int number) {
    super(number);
  }

  /** The mapped buffer with a number. */
  public static ImuId of(int number) {
    return KIND.of(number);
  }
}
