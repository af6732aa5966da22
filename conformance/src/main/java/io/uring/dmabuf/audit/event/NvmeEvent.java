package io.uring.dmabuf.audit.event;

/** Models the tracepoints of the NVMe host driver. */
public sealed interface NvmeEvent extends Event {

  /** {@return the number of the controller} */
  int ctrl();

  /** {@return the queue, 0 for the admin queue} */
  int qid();

  /**
   * {@code nvme_setup_cmd}.
   *
   * @param disk the name of the disk, empty on the admin queue
   * @param cid the command id: tag, and generation above it
   * @param opcode its name, empty where the line shows none
   * @param slba the first block of a read or write, -1 otherwise
   * @param blocks how many blocks, 0 otherwise
   * @param sqid the queue that {@code nvme_admin_create_sq} makes, 0 otherwise
   * @param qsize its entries less one
   */
  record SetUp(
      At at,
      int ctrl,
      String disk,
      int qid,
      int cid,
      String opcode,
      long slba,
      long blocks,
      int sqid,
      int qsize)
      implements NvmeEvent {
    /** The command that makes a submission queue. */
    public static final String CREATE_SQ = "nvme_admin_create_sq";

    /** The command that deletes one, as a reset does first if the controller is well. */
    public static final String DELETE_SQ = "nvme_admin_delete_sq";

    @Override
    public String said() {
      return "nvme_setup_cmd, cmdid=" + cid + (opcode.isEmpty() ? "" : ", " + opcode);
    }
  }

  /** {@code nvme_complete_rq}: an attempt has ended, with the status of NVMe or the host's own. */
  record Ended(At at, int ctrl, String disk, int qid, int cid, int retries, int flags, int status)
      implements NvmeEvent {
    /** What the host makes of commands that it takes back ({@code NVME_SC_HOST_ABORTED_CMD}). */
    private static final int HOST_ABORTED = 0x371;

    /** What the host makes of one that it cannot send ({@code NVME_SC_HOST_PATH_ERROR}). */
    private static final int HOST_PATH_ERROR = 0x370;

    private static final int STATUS = 0x7ff;

    /** The controller says that another try would have the same error ({@code NVME_STATUS_DNR}). */
    private static final int DNR = 0x4000;

    /**
     * {@return whether the host took the command back: no answer of the controller} The flag {@code
     * NVME_REQ_CANCELLED} says less: it stays when the command is tried again, and succeeds.
     */
    public boolean isTakenBack() {
      return (status & STATUS) == HOST_ABORTED;
    }

    /** {@return whether it is an error of which the controller says not to try again} */
    public boolean forbidsRetry() {
      return (status & DNR) != 0;
    }

    /**
     * {@return whether it can be the end of a command that was set up} One that the host cannot
     * send, since its controller is going, ends without a setup, with an id that was never its own.
     */
    public boolean mayEnd(SetUp setUp) {
      return !mayBeUnsent() || cid == setUp.cid();
    }

    /** {@return whether the host may have ended it without setting it up} */
    public boolean mayBeUnsent() {
      return (status & STATUS) == HOST_PATH_ERROR;
    }

    @Override
    public String said() {
      return "nvme_complete_rq, cmdid="
          + cid
          + ", retries="
          + retries
          + ", status=0x"
          + Integer.toHexString(status);
    }
  }

  /** {@code nvme_sq}: an entry of the completion queue is taken. */
  record Reaped(At at, int ctrl, int qid, int head, int tail) implements NvmeEvent {
    @Override
    public String said() {
      return "nvme_sq, head=" + head + ", tail=" + tail;
    }
  }
}
