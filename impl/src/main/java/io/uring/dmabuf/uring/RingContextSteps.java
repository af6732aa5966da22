package io.uring.dmabuf.uring;

import io.uring.dmabuf.step.Step;
import io.vavr.collection.List;

/**
 * The steps of {@link RingContext}, by purpose: {@link TableSteps} make a table and put buffers
 * into it, {@link TeardownSteps} take it away, {@link SubmitSteps} issue requests, {@link CqeSteps}
 * complete them, {@link DropSteps} drop nodes and end calls; {@link LinkSteps} and {@link
 * WorkerSteps} issue requests later, {@link CancelSteps} end those that wait, and {@link ExitSteps}
 * what is left where a ring is dying.
 */
public final class RingContextSteps {

  /** All steps of one ring. */
  public static final List<Step<RingContext, ?>> ALL =
      TableSteps.ALL
          .appendAll(SubmitSteps.ALL)
          .appendAll(CqeSteps.ALL)
          .appendAll(TeardownSteps.ALL)
          .appendAll(DropSteps.ALL)
          .appendAll(LinkSteps.ALL)
          .appendAll(WorkerSteps.ALL)
          .appendAll(CancelSteps.ALL)
          .appendAll(ExitSteps.ALL);

  private RingContextSteps() {}
}
