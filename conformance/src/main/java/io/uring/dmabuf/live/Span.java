package io.uring.dmabuf.live;

/** The byte range that a request names, relative to the buffer that its slot is thought to hold. */
public enum Span {
  /** The first byte. */
  FIRST_BYTE(0, 1, Origin.BASE),
  /** The last byte. */
  LAST_BYTE(-1, 1, Origin.END),
  /** All bytes. */
  WHOLE(0, UserBuffers.SIZE, Origin.BASE),
  /** One byte more than all. */
  ONE_TOO_MANY(0, UserBuffers.SIZE + 1, Origin.BASE),
  /** All bytes and one before. */
  BELOW_BASE(-1, UserBuffers.SIZE, Origin.BASE),
  /** The first byte after the buffer. */
  PAST_END(0, 1, Origin.END),
  /** No byte, at the start. */
  EMPTY_AT_BASE(0, 0, Origin.BASE),
  /** No byte, exactly at the end. */
  EMPTY_AT_END(0, 0, Origin.END),
  /** No byte, past the end. */
  EMPTY_PAST_END(1, 0, Origin.END),
  /** An address of zero. */
  NULL_ADDRESS(0, 1, Origin.ZERO),
  /** A range around the end of the address space. */
  WRAPPING(-1, 2, Origin.ZERO);

  private enum Origin {
    BASE,
    END,
    ZERO
  }

  private final long shift;
  private final int length;
  private final Origin origin;

  Span(long shift, int length, Origin origin) {
    this.shift = shift;
    this.length = length;
    this.origin = origin;
  }

  /** The address of its first byte, for a buffer at an address. */
  public long address(long base) {
    return shift
        + switch (origin) {
          case BASE -> base;
          case END -> base + UserBuffers.SIZE;
          case ZERO -> 0;
        };
  }

  /** Its length in bytes. */
  public int length() {
    return length;
  }
}
