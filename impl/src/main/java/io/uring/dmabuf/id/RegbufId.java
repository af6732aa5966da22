package io.uring.dmabuf.id;

/** A registered dma-buf ({@code struct io_regbuf_dma}): from 1. */
public final class RegbufId extends Id<RegbufId> {
  private static final Kind<RegbufId> KIND = new Kind<>(RegbufId::new);

  private RegbufId(int number) {
    super(number);
  }

  /** The regbuf with a number. */
  public static RegbufId of(int number) {
    return KIND.of(number);
  }
}
