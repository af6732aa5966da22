package io.uring.dmabuf.system;

/** When the task of a ring completes what has ended. */
public enum RingKind {
  /** The submitting task issues, and completes whenever it enters the kernel. */
  PLAIN,
  /** Completions wait for the task to ask for them ({@code IORING_SETUP_DEFER_TASKRUN}). */
  DEFERRED,
  /** A thread of the kernel submits, issues and completes ({@code IORING_SETUP_SQPOLL}). */
  POLLED;

  /** The word of a scenario. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
