package io.uring.dmabuf.id;

/** A request of the block layer ({@code struct request}): from 1. */
public final class BlockRequestId extends Id<BlockRequestId> {
  private static final Kind<BlockRequestId> KIND = new Kind<>(BlockRequestId::new);

  private BlockRequestId(int number) {
    super(number);
  }

  /** The block request with a number. */
  public static BlockRequestId of(int number) {
    return KIND.of(number);
  }
}
