package io.uring.dmabuf.targets;

import io.uring.dmabuf.uring.BufferTable;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.UpdateStage;

/** What the holder of {@code uring_lock} is doing: each step of a call belongs to one of these. */
enum Moment {
  /** There is no holder; a call may begin. */
  IDLE,
  /** A slot is being updated. */
  UPDATE,
  /** The table is being emptied. */
  TEARDOWN,
  /** A request is being submitted or completed. */
  REQUEST,
  /** A node is being dropped, or a failed registration unwound, in whatever call. */
  RELEASE;

  /** The moment of a state. */
  static Moment of(BufferTable table) {
    Call call = table.call();
    if (call.drop().isDefined() || table.isAt(UpdateStage.UNWIND)) {
      return RELEASE;
    }
    return switch (call) {
      case Call.Idle idle -> IDLE;
      case Call.Update update -> UPDATE;
      case Call.Teardown teardown -> TEARDOWN;
      case Call.Submit submit -> REQUEST;
      case Call.TaskWork work -> REQUEST;
    };
  }
}
