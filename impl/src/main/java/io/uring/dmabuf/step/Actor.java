package io.uring.dmabuf.step;

/** Who takes a step, in the words of the specification's pointer comments. */
public enum Actor {
  /** The user's task, inside a system call. */
  TASK("task"),
  /** Task work, which the user's task runs on its way back to user space. */
  TASK_WORK("tw"),
  /** A worker thread of io-wq. */
  WORKER("worker"),
  /** The block layer's own worker thread. */
  KBLOCKD("kblockd"),
  /** A work item of the kernel that ends a ring. */
  KWORKER("kworker"),
  /** The NVMe driver's work that starts a controller again. */
  RESET("reset"),
  /** An interrupt handler. */
  IRQ("irq"),
  /** The NVMe controller. */
  DEVICE("device"),
  /** The user outside of calls, and whoever closes descriptors. */
  USER("user"),
  /** The exporter of a dma-buf. */
  EXPORTER("exporter"),
  /** Whoever may do it: a component's most general environment. */
  ANYBODY("env");

  private final String word;

  Actor(String word) {
    this.word = word;
  }

  /** The word behind the {@code @} of a pointer comment. */
  public String word() {
    return word;
  }
}
