package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.Alternative;
import io.uring.dmabuf.live.Alternative.Question;
import io.uring.dmabuf.live.UserBuffers;
import io.uring.dmabuf.scenario.RingKind;
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

  /** Whether a decision about a whole call is taken wrongly. */
  boolean deviates(LiveDeviation deviation) {
    return design.deviates(deviation);
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
