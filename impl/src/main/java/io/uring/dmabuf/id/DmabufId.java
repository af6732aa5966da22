package io.uring.dmabuf.id;

/** A dma-buf ({@code struct dma_buf}): from 1. */
public final class DmabufId extends Id<DmabufId> {
  private static final Kind<DmabufId> KIND = new Kind<>(DmabufId::new);

  private DmabufId(int number) {
    super(number);
  }

  /** The dma-buf with a number. */
  public static DmabufId of(int number) {
    return KIND.of(number);
  }
}
