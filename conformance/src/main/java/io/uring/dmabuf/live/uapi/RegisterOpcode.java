package io.uring.dmabuf.live.uapi;

/** Opcodes of {@code io_uring_register}, under their uapi names without the prefix. */
public enum RegisterOpcode {
  /** {@code IORING_UNREGISTER_BUFFERS}. */
  UNREGISTER_BUFFERS(1),
  /** {@code IORING_REGISTER_BUFFERS2}: with tags and flags. */
  REGISTER_BUFFERS2(15),
  /** {@code IORING_REGISTER_BUFFERS_UPDATE}. */
  REGISTER_BUFFERS_UPDATE(16),
  /** {@code IORING_REGISTER_IOWQ_MAX_WORKERS}. */
  REGISTER_IOWQ_MAX_WORKERS(19),
  /** {@code IORING_REGISTER_RING_FDS}. */
  REGISTER_RING_FDS(20),
  /** {@code IORING_UNREGISTER_RING_FDS}. */
  UNREGISTER_RING_FDS(21),
  /** {@code IORING_REGISTER_SYNC_CANCEL}. */
  REGISTER_SYNC_CANCEL(24),
  /** {@code IORING_REGISTER_CLONE_BUFFERS}. */
  REGISTER_CLONE_BUFFERS(30);

  private final int number;

  RegisterOpcode(int number) {
    this.number = number;
  }

  /** The number of the uapi. */
  int number() {
    return number;
  }
}
