package io.uring.dmabuf.id;

/** Ordinary memory of the user ({@code struct iovec}): from 1. */
public final class AreaId extends Id<AreaId> {
  private static final Kind<AreaId> KIND = new Kind<>(AreaId::new);

  private AreaId(int number) {
    super(number);
  }

  /** The memory with a number. */
  public static AreaId of(int number) {
    return KIND.of(number);
  }
}
