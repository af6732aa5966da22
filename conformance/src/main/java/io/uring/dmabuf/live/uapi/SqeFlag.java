package io.uring.dmabuf.live.uapi;

/** Flags of submission queue entries, under their uapi names without {@code IOSQE_}. */
public enum SqeFlag {
  /** The next entry is issued when this one has succeeded, and cancelled if it has not. */
  IO_LINK(1 << 2),
  /** The next entry is issued when this one has ended, however. */
  IO_HARDLINK(1 << 3),
  /** Always issued by a worker thread. */
  ASYNC(1 << 4),
  /** No completion if it succeeds. */
  CQE_SKIP_SUCCESS(1 << 6);

  private final int bit;

  SqeFlag(int bit) {
    this.bit = bit;
  }

  /** The bit of the uapi. */
  int bit() {
    return bit;
  }
}
