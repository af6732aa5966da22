package io.uring.dmabuf.live.uapi;

/** Flags of {@code io_uring_setup}, under their uapi names without {@code IORING_SETUP_}. */
public enum SetupFlag {
  /** A thread of the kernel polls the submission queue. */
  SQPOLL(1 << 1),
  /** One task submits. */
  SINGLE_ISSUER(1 << 12),
  /** Completions are worked on only when their task asks for events. */
  DEFER_TASKRUN(1 << 13);

  private final int bit;

  SetupFlag(int bit) {
    this.bit = bit;
  }

  /** The bit of the uapi. */
  int bit() {
    return bit;
  }
}
