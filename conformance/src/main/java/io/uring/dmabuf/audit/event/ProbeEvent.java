package io.uring.dmabuf.audit.event;

/**
 * Models function probes, told by the function that they are on and not by the name that somebody
 * gave them.
 */
public sealed interface ProbeEvent extends Event {

  /**
   * Entry of {@code bio_endio}.
   *
   * @param userData of the request that it is of; -1 where the line does not say
   */
  record BioEnded(At at, int status, long userData) implements ProbeEvent {
    @Override
    public String said() {
      return "bio_endio, status=" + status;
    }
  }

  /** Entry of {@code blk_update_request}. */
  record RequestUpdated(At at, int tag) implements ProbeEvent {
    @Override
    public String said() {
      return "blk_update_request, tag=" + tag;
    }
  }

  /** Entry of {@code blk_mq_put_tag}. */
  record TagPut(At at, int tag) implements ProbeEvent {
    @Override
    public String said() {
      return "blk_mq_put_tag, tag=" + tag;
    }
  }

  /** Entry of {@code io_issue_sqe}: a task issues a request. */
  record IssueBegun(At at, long userData) implements ProbeEvent {
    @Override
    public String said() {
      return "io_issue_sqe";
    }
  }

  /** Entry of {@code blk_mq_get_tag}: who issues asks for a tag. */
  record TagAsked(At at) implements ProbeEvent {
    @Override
    public String said() {
      return "blk_mq_get_tag";
    }
  }

  /** Return of {@code blk_mq_get_tag}: with a tag, or with -1 if who asked may not wait. */
  record TagGot(At at, int tag) implements ProbeEvent {
    @Override
    public String said() {
      return "blk_mq_get_tag returns " + tag;
    }
  }

  /** Entry of {@code blk_mq_run_hw_queue}: within {@code blk_mq_get_tag}, none was free. */
  record QueueRun(At at) implements ProbeEvent {
    @Override
    public String said() {
      return "blk_mq_run_hw_queue";
    }
  }

  /** {@code sched_switch}, where a task goes to sleep and no signal wakes it. */
  record Slept(At at) implements ProbeEvent {
    @Override
    public String said() {
      return "sched_switch, prev_state=D";
    }
  }

  /** Entry of {@code io_wq_submit_work}: a worker begins with a request. */
  record WorkerBegun(At at, long userData) implements ProbeEvent {
    @Override
    public String said() {
      return "io_wq_submit_work";
    }
  }

  /** Entry of {@code io_wq_free_work}: a worker is done with a request. */
  record WorkerReturned(At at, long userData) implements ProbeEvent {
    @Override
    public String said() {
      return "io_wq_free_work";
    }
  }

  /**
   * Entry of {@code io_req_rw_complete}: task work completes a request.
   *
   * @param refs how many references there are, 0 where they are not counted
   */
  record WorkDone(At at, long userData, long refs) implements ProbeEvent {
    @Override
    public String said() {
      return "io_req_rw_complete, refs=" + refs;
    }
  }

  /** Entry of {@code dma_buf_file_release}: the last reference of a dma-buf is gone. */
  record DmabufReleased(At at, long ino) implements ProbeEvent {
    @Override
    public String said() {
      return "dma_buf_file_release, ino=" + ino;
    }
  }

  /** Entry of {@code io_destroy_buffers}: a ring is freed, at this address if none is hashed. */
  record RingFreed(At at, long ring) implements ProbeEvent {
    @Override
    public String said() {
      return "io_destroy_buffers, ring 0x" + Long.toHexString(ring);
    }
  }
}
