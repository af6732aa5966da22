package io.uring.dmabuf.uring;

import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import org.jspecify.annotations.Nullable;

/** The step that the call in progress on a table takes next: it knows, from how far it has come. */
public final class NextStep {
  private NextStep() {}

  /**
   * The step; null if nobody holds {@code uring_lock}, or if the step is one of those that the
   * table does not take alone: of a dma-buf registration, of a clone's end, of the import, of the
   * block layer, or the user's next entry.
   */
  public static @Nullable Step<RingContext, NoArgs> of(RingContext table) {
    Drop drop = table.call().drop().getOrNull();
    if (drop != null) {
      return switch (drop.stage()) {
        case PUT -> DropSteps.PUT_NODE;
        case POST_TAG -> table.dropsSharedImu() ? DropSteps.KEEP_SHARED_IMU : DropSteps.POST_TAG;
        case RELEASE -> DropSteps.RELEASED;
      };
    }
    return switch (table.call()) {
      case Call.Idle idle -> null;
      case Call.Update update -> of(update.stage());
      case Call.Teardown teardown ->
          teardown.returning() ? DropSteps.RETURN : TeardownSteps.CLEAR_SLOT;
      case Call.Submit submit -> of(submit.stage());
      case Call.TaskWork work when table.isAt(SubmitStage.FREE_REQ) ->
          table.isHeldByWorker(work.req()) ? WorkerSteps.LEAVE_REQ : CqeSteps.FREE_REQ;
      case Call.TaskWork work -> of(work.stage());
      case Call.Clone clone -> clone.returning() ? null : TeardownSteps.CLEAR_SLOT;
      case Call.CloneSource source -> null;
    };
  }

  private static @Nullable Step<RingContext, NoArgs> of(UpdateStage stage) {
    return switch (stage) {
      case ALLOC_NODE -> TableSteps.ALLOC_NODE;
      case ALLOC_IMU -> TableSteps.ALLOC_IMU;
      case TAKE_SLOT -> TableSteps.TAKE_SLOT;
      case STORE_NODE -> TableSteps.STORE_NODE;
      case UNWIND -> TableSteps.UNWOUND;
      case CLEAR_TAGS -> TableSteps.CLEAR_TAGS;
      case EMPTY_TABLE -> TeardownSteps.CLEAR_SLOT;
      case RETURN -> DropSteps.RETURN;
      case ALLOC_REGBUF,
          GET_FILE,
          CHECK_DMA_DEVICE,
          GET_DMA_DEVICE,
          GET_DMABUF,
          ATTACH,
          LOCK_FOR_MAP,
          MAP,
          GET_DEVICE,
          ALLOC_VEC,
          NEXT_ENTRY ->
          null;
    };
  }

  private static @Nullable Step<RingContext, NoArgs> of(SubmitStage stage) {
    return switch (stage) {
      case LOOKUP -> SubmitSteps.LOOKUP_NODE;
      case ORDINARY -> SubmitSteps.ISSUE_ORDINARY;
      case POST_CQE -> CqeSteps.POST_CQE;
      case FREE_REQ -> CqeSteps.FREE_REQ;
      case RETURN -> DropSteps.RETURN;
      case IMPORT, GET_TAG, ISSUE -> null;
    };
  }
}
