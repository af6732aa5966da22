package io.uring.dmabuf.live.uapi;

/**
 * How a call names a ring.
 *
 * @param number of its descriptor or its index
 * @param registered whether it is an index of the rings that the task has registered
 */
public record RingHandle(int number, boolean registered) {
  private static final int IORING_REGISTER_USE_REGISTERED_RING = 1 << 31;
  private static final int IORING_ENTER_REGISTERED_RING = 1 << 4;

  /** By a descriptor. */
  public static RingHandle descriptor(int fd) {
    return new RingHandle(fd, false);
  }

  /** By an index. */
  public static RingHandle index(int index) {
    return new RingHandle(index, true);
  }

  /** The opcode of {@code io_uring_register} that says so. */
  int opcode(RegisterOpcode opcode) {
    return opcode.number() | (registered ? IORING_REGISTER_USE_REGISTERED_RING : 0);
  }

  /** The flags of {@code io_uring_enter} that say so. */
  int flags(int flags) {
    return flags | (registered ? IORING_ENTER_REGISTERED_RING : 0);
  }
}
