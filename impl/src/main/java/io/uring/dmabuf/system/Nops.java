package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.State.TABLE;

import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.NopSteps;
import io.uring.dmabuf.uring.Submitted;
import io.vavr.collection.List;

/** The steps of requests without a file, which only hold a registered buffer ({@code io_nop}). */
public final class Nops {

  /** An SQE is consumed ({@code io_submit_sqe}). */
  public static final Step<State, Submitted> SUBMIT_NOP =
      Step.lifting(TABLE, NopSteps.START_NOP).joined();

  /** It is issued ({@code io_nop}). */
  public static final Step<State, NoArgs> ISSUE_NOP =
      Step.lifting(TABLE, NopSteps.ISSUE_NOP).joined();

  /** Task work issues a linked one ({@code io_req_task_submit}). */
  public static final Step<State, RequestId> ISSUE_LINKED_NOP =
      Step.lifting(TABLE, NopSteps.ISSUE_LINKED_NOP).joined();

  /** A worker issues one ({@code io_wq_submit_work}). */
  public static final Step<State, RequestId> WORKER_NOP =
      Step.lifting(TABLE, NopSteps.WORKER_NOP).joined();

  /** The steps of this class. */
  static final List<Step<State, ?>> ALL = Step.declaredIn(Nops.class);

  private Nops() {}
}
