package io.uring.dmabuf.uring;

import io.uring.dmabuf.step.Step;
import io.vavr.collection.List;

/**
 * The steps of {@link BufferTable}, by purpose: {@link TableSteps} make a table and put buffers
 * into it, {@link TeardownSteps} take it away, {@link SubmitSteps} issue requests, {@link CqeSteps}
 * complete them, {@link DropSteps} drop nodes and end calls.
 */
public final class BufferTableSteps {

  /** All steps of the component. */
  public static final List<Step<BufferTable, ?>> ALL =
      TableSteps.ALL
          .appendAll(SubmitSteps.ALL)
          .appendAll(CqeSteps.ALL)
          .appendAll(TeardownSteps.ALL)
          .appendAll(DropSteps.ALL);

  private BufferTableSteps() {}
}
