package io.uring.dmabuf.dmabuf;

/**
 * An open block-device file ({@code struct file}).
 *
 * @param open whether the user's descriptor is still there
 * @param refs references: the descriptor's, one a registration, one a request
 */
public record TargetFile(boolean open, int refs) {

  /** A file just opened. */
  public static TargetFile opened() {
    return new TargetFile(true, 1);
  }

  /** One more reference ({@code fget}). */
  TargetFile get() {
    return new TargetFile(open, refs + 1);
  }

  /** One reference less ({@code fput}). */
  TargetFile put() {
    return new TargetFile(open, refs - 1);
  }

  /** The descriptor closed, with its reference. */
  TargetFile close() {
    return new TargetFile(false, refs - 1);
  }
}
