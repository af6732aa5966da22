package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.step.Step;

/**
 * The model cannot go on. Only one that is wrong on purpose comes to this: it has no answer that
 * could be compared, and says nothing about the kernel.
 */
final class StuckException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Without a step that it had to take, or something that it had to find. */
  StuckException(String without) {
    super(without);
  }

  /** Without a step that it had to take. */
  StuckException(Step<?, ?> step) {
    this(step.action());
  }
}
