package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Deviation;

/** Decisions of {@link WatchedQueue} that can be taken wrongly on purpose. */
public enum CompletionQueueDeviation implements Deviation {
  OVERFLOW_OVERTAKEN("Post", "A CQE that finds room goes there though older ones wait."),
  BIT_CLEARED_EARLY(
      "EndFlush", "The end of a flush says that nothing waits though the queue is full."),
  LOSS_NOT_COUNTED("Post", "A CQE that is lost leaves nothing behind."),
  LOSS_NOT_TOLD("Post", "A CQE that is lost is counted, and nobody is told.");

  private final String step;
  private final String sentence;

  CompletionQueueDeviation(String step, String sentence) {
    this.step = step;
    this.sentence = sentence;
  }

  @Override
  public String step() {
    return step;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
