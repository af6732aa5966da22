package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.DeferredIssue.TABLE;

import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.vavr.collection.List;

/**
 * The steps of {@link DeferredIssue}, by purpose: {@link LinkSteps}, {@link WorkerSteps}, {@link
 * CancelSteps}, and those of the table, most of which take no notice of queued requests.
 */
public final class DeferredSteps {

  /** {@link DropSteps#PUT_NODE}, once a complete request has told the one behind it. */
  public static final Step<DeferredIssue, NoArgs> PUT_NODE =
      Step.lifting(TABLE, DropSteps.PUT_NODE)
          .when(
              "A complete request has told the one behind it.", (s, none) -> s.toSettle().isEmpty())
          .joined();

  /** {@link DropSteps#RETURN}, once a complete request has told the one behind it. */
  public static final Step<DeferredIssue, NoArgs> RETURN =
      Step.lifting(TABLE, DropSteps.RETURN)
          .when(
              "A complete request has told the one behind it.", (s, none) -> s.toSettle().isEmpty())
          .joined();

  /** All steps of the component. */
  public static final List<Step<DeferredIssue, ?>> ALL =
      BufferTableSteps.ALL
          .filter(step -> step != DropSteps.PUT_NODE && step != DropSteps.RETURN)
          .<Step<DeferredIssue, ?>>map(step -> lifted(step))
          .appendAll(List.of(PUT_NODE, RETURN))
          .appendAll(LinkSteps.ALL)
          .appendAll(WorkerSteps.ALL)
          .appendAll(CancelSteps.ALL);

  private DeferredSteps() {}

  private static <A> Step<DeferredIssue, A> lifted(Step<BufferTable, A> step) {
    return Step.lifting(TABLE, step).joined();
  }
}
