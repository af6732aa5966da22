package io.uring.dmabuf.audit.event;

/**
 * Models the lines that a program writes into the trace with {@code tracing_mark_write}, beginning
 * with {@code ul:}. In a trace of a stock kernel they alone say which buffer a request uses.
 */
public sealed interface MarkEvent extends Event {

  /**
   * {@code ul: sqe}: an SQE is written, and will be submitted by this task.
   *
   * @param addr where the memory starts, as the task sees it; -1 where the line does not say
   * @param length how much is asked for, in bytes; -1 where the line does not say
   * @param offset where it starts in its file, in bytes; -1 where the line does not say
   */
  record Sqe(At at, long userData, int buffer, int sqeFlags, long addr, long length, long offset)
      implements MarkEvent {
    private static final int ASYNC = 1 << 4;

    /** {@return whether a worker issues it from the start ({@code IOSQE_ASYNC})} */
    public boolean isAsync() {
      return (sqeFlags & ASYNC) != 0;
    }

    @Override
    public String said() {
      return "the program writes the SQE, buf_index " + buffer;
    }
  }

  /** {@code ul: cqe}: the program has taken a CQE. */
  record Cqe(At at, long userData, long result) implements MarkEvent {
    @Override
    public String said() {
      return "the program takes the CQE, res=" + result;
    }
  }

  /**
   * {@code ul: register} and {@code ul: update}: what is in a slot now, told after the call.
   *
   * @param addr where the memory starts, as the task sees it; -1 where the line does not say
   * @param tag the user data that its CQE will have, 0 if none
   * @param ret what the call returned
   */
  record SlotFilled(At at, int slot, long length, long tag, long ret, boolean update, long addr)
      implements MarkEvent {
    @Override
    public String said() {
      return (update ? "update" : "register") + " of slot " + slot + ", ret=" + ret;
    }
  }

  /** {@code ul: update begin}. */
  record UpdateBegun(At at) implements MarkEvent {
    @Override
    public String said() {
      return "the program begins an update";
    }
  }

  /** {@code ul: unregister begin}. */
  record UnregisterBegun(At at) implements MarkEvent {
    @Override
    public String said() {
      return "the program begins to unregister";
    }
  }

  /** {@code ul: unregister ret}. */
  record Unregistered(At at, long ret) implements MarkEvent {
    @Override
    public String said() {
      return "unregister, ret=" + ret;
    }
  }
}
