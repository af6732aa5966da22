package io.uring.dmabuf.dmabuf;

/**
 * An open block-device file ({@code struct file}).
 *
 * @param open whether the user's descriptor is still there
 * @param direct whether it is O_DIRECT
 * @param refs references: the descriptor's, one a registration, one a request
 */
public record TargetFile(boolean open, boolean direct, int refs) {

  /** A file just opened with O_DIRECT. */
  public static TargetFile opened() {
    return new TargetFile(true, true, 1);
  }

  /** O_DIRECT is set or cleared ({@code fcntl(F_SETFL)}). */
  TargetFile direct(boolean set) {
    return new TargetFile(open, set, refs);
  }

  /** One more reference ({@code fget}). */
  TargetFile get() {
    return new TargetFile(open, direct, refs + 1);
  }

  /** One reference less ({@code fput}). */
  TargetFile put() {
    return new TargetFile(open, direct, refs - 1);
  }

  /** The descriptor closed, with its reference. */
  TargetFile close() {
    return new TargetFile(false, direct, refs - 1);
  }
}
