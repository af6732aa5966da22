package io.uring.dmabuf.cli;

/** Exit statuses of every subcommand; scripts rely on them. */
public final class ExitStatus {
  /** Everything was as it should be. */
  public static final int CLEAN = 0;

  /** A wrong count, a violated law or a divergence was found. */
  public static final int FOUND = 1;

  /** The input, the options or the machine do not allow an answer. */
  public static final int UNUSABLE = 2;

  private ExitStatus() {}
}
