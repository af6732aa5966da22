package io.uring.dmabuf.context;

import io.vavr.collection.List;
import io.vavr.control.Option;

/** Where code runs: who takes a step, as the kernel has it. */
public enum Context {
  TASK("task", "The task in a system call."),
  TW("tw", "Task work of that task."),
  WORKER("worker", "A worker thread of io-wq."),
  IRQ("irq", "Hard interrupt: the handler of the NVMe queue."),
  SOFTIRQ(
      "softirq", "Soft interrupt: what the handler, or another processor, leaves to be completed."),
  POLLER("poller", "A task that polls the queue for completions, also for other rings' requests."),
  KBLOCKD("kblockd", "Work queue: the block layer's, which runs queues and finds timeouts."),
  KWORKER("kworker", "Work queue: the end of a ring, and task work that lost its task."),
  RESET("reset", "Work queue: the NVMe driver's, which resets."),
  USER("user", "Another system call, a write to sysfs, or the removal of a drive."),
  EXPORTER("exporter", "The driver that owns the dma-buf."),
  DEVICE("device", "No processor of the host: the NVMe controller.");

  private final String word;
  private final String title;

  Context(String word, String title) {
    this.word = word;
    this.title = title;
  }

  /** The context of that word. */
  public static Option<Context> of(String word) {
    return List.of(values()).find(context -> context.word.equals(word));
  }

  /** The word in the comments of the specification. */
  public String word() {
    return word;
  }

  /** What it is in the kernel, a sentence. */
  public String title() {
    return title;
  }

  /** Whether nothing may sleep in it, whatever it holds. */
  public boolean isInterrupt() {
    return this == IRQ || this == SOFTIRQ;
  }
}
