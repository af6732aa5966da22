package io.uring.dmabuf.live.uapi;

/**
 * Which requests a cancellation means.
 *
 * @param userData theirs, if the flags do not say that it is none of their business
 * @param fd the descriptor of their file, or its place in the table of registered files
 * @param flags those of the uapi, {@code IORING_ASYNC_CANCEL_*}
 */
public record CancelMatch(long userData, int fd, int flags) {
  private static final int ALL = 1;
  private static final int FD = 1 << 1;
  private static final int ANY = 1 << 2;
  private static final int FD_FIXED = 1 << 3;
  private static final int USERDATA = 1 << 4;
  private static final int UNKNOWN = 1 << 30;

  /** Those with some user data. */
  public static CancelMatch of(long userData) {
    return new CancelMatch(userData, -1, 0);
  }

  /** Those of a file, and where user data was given only those with it. */
  public CancelMatch ofFile(int descriptor, boolean fixed, boolean byData) {
    return new CancelMatch(
        userData, descriptor, flags | FD | (fixed ? FD_FIXED : 0) | (byData ? USERDATA : 0));
  }

  /** All that are meant, every request, or what nobody knows. */
  public CancelMatch with(boolean all, boolean any, boolean unknown) {
    return new CancelMatch(
        userData, fd, flags | (all ? ALL : 0) | (any ? ANY : 0) | (unknown ? UNKNOWN : 0));
  }
}
