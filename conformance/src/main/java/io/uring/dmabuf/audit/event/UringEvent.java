package io.uring.dmabuf.audit.event;

/**
 * Models the tracepoints of io_uring. A request is named by its ring, its address and its {@code
 * user_data}; the addresses are used again.
 */
public sealed interface UringEvent extends Event {

  /** {@code IOSQE_CQE_SKIP_SUCCESS}. */
  long SKIP = 1L << 6;

  /** {@return the address of the ring} */
  long ring();

  /** {@code io_uring_create}. */
  record RingCreated(At at, long ring, int fd, long sqEntries, long cqEntries)
      implements UringEvent {
    @Override
    public String said() {
      return "io_uring_create, sq size " + sqEntries + ", cq size " + cqEntries;
    }
  }

  /**
   * {@code io_uring_register}, told when the call returns.
   *
   * @param buffers the slots of the table of buffers, afterwards
   */
  record Registered(At at, long ring, int opcode, long files, long buffers, long ret)
      implements UringEvent {
    @Override
    public String said() {
      return "io_uring_register, opcode " + opcode + ", nr_user_bufs " + buffers + ", ret " + ret;
    }
  }

  /** {@code io_uring_submit_req}, before 6.3 {@code io_uring_submit_sqe}. */
  record Submitted(At at, long ring, long req, long userData, String opcode, long flags)
      implements UringEvent {
    /** {@return whether its success posts no CQE} */
    public boolean isSkipping() {
      return (flags & SKIP) != 0;
    }

    @Override
    public String said() {
      return "io_uring_submit_req, " + opcode;
    }
  }

  /** {@code io_uring_req_failed}: an SQE that is refused. */
  record Failed(At at, long ring, long req, long userData, String opcode, long flags, long error)
      implements UringEvent {
    /** {@return whether its success would have posted no CQE} */
    public boolean isSkipping() {
      return (flags & SKIP) != 0;
    }

    @Override
    public String said() {
      return "io_uring_req_failed, " + opcode + ", error=" + error;
    }
  }

  /**
   * {@code io_uring_fail_link}: a request is failed since one before it in its chain has failed.
   *
   * @param req the one that has failed
   * @param link the one that is failed for it
   */
  record LinkFailed(At at, long ring, long req, long link) implements UringEvent {
    @Override
    public String said() {
      return "io_uring_fail_link";
    }
  }

  /** {@code io_uring_file_get}: a request takes its file by a descriptor. */
  record FileGot(At at, long ring, long req, long userData, int fd) implements UringEvent {
    @Override
    public String said() {
      return "io_uring_file_get, fd " + fd;
    }
  }

  /** {@code io_uring_queue_async_work}: a request goes to io-wq. */
  record AsyncQueued(At at, long ring, long req, long userData, long flags) implements UringEvent {
    @Override
    public String said() {
      return "io_uring_queue_async_work, flags 0x" + Long.toHexString(flags);
    }
  }

  /**
   * {@code io_uring_complete}: a CQE is posted.
   *
   * @param req 0 where no request has it, as with the tag of a buffer
   */
  record Completed(At at, long ring, long req, long userData, long result, long cflags)
      implements UringEvent {
    /** More CQEs of this request follow ({@code IORING_CQE_F_MORE}). */
    private static final long MORE = 1L << 1;

    /** The buffer of a zero-copy send is free again ({@code IORING_CQE_F_NOTIF}). */
    private static final long NOTIFICATION = 1L << 3;

    /** {@return whether more CQEs of this request follow} */
    public boolean isPartial() {
      return (cflags & MORE) != 0;
    }

    /** {@return whether it is of a notification, which was never submitted} */
    public boolean isNotification() {
      return (cflags & NOTIFICATION) != 0;
    }

    @Override
    public String said() {
      return "io_uring_complete, result " + result;
    }
  }

  /** {@code io_uring_cqe_overflow}: a CQE for which there is no room yet. */
  record Overflowed(At at, long ring, long userData, long result) implements UringEvent {
    @Override
    public String said() {
      return "io_uring_cqe_overflow, res " + result;
    }
  }
}
