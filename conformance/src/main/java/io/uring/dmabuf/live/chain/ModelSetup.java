package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.Alternative;
import io.uring.dmabuf.live.Alternative.Question;
import io.uring.dmabuf.live.UserBuffers;
import io.uring.dmabuf.system.RingKind;
import io.vavr.collection.List;

/**
 * What does not change of the model's side of a run.
 *
 * @param memory the buffers that both sides register
 * @param design the decisions that the model follows
 * @param alternatives which of the kernel's behaviours
 * @param kind of the rings
 */
record ModelSetup(
    UserBuffers memory, Design design, List<Alternative> alternatives, RingKind kind) {

  /** The decisions that the kernel of the machine takes. */
  Design kernel() {
    return alternatives.flatMap(Alternative::decision).foldLeft(design, Design::under);
  }

  /** Whether the kernel has this behaviour. */
  boolean follows(Alternative alternative) {
    return alternatives.contains(alternative);
  }

  /** Whether it is known which behaviour the kernel has. */
  boolean isDecided(Question question) {
    return alternatives.exists(alternative -> alternative.question() == question);
  }

  /** Whether completions wait for the task to ask for them. */
  boolean isDeferred() {
    return kind == RingKind.DEFERRED;
  }
}
