package io.uring.dmabuf.context;

import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * A class of locks, as lockdep knows it: all locks that are initialized in one place. What lockdep
 * treats as one although it is none, such as the reclaim that an allocation may begin, is here too.
 */
public enum LockClass {
  SHUTDOWN_LOCK("shutdown_lock", "&dev->shutdown_lock", Kind.MUTEX, "disabling a controller"),
  URING_LOCK("uring_lock", "&ctx->uring_lock", Kind.MUTEX, "all of a ring but its CQ"),
  URING_LOCK_1(
      "uring_lock/1", "&ctx->uring_lock/1", Kind.MUTEX, "the second ring of a clone, by address"),
  TCTX_LOCK("tctx_lock", "&ctx->tctx_lock", Kind.MUTEX, "the tasks of a ring; not in 6.18.2"),
  RESV("resv", "reservation_ww_class_mutex", Kind.MUTEX, "a dma-buf's attachments and mappings"),
  MMAP_LOCK("mmap_lock", "&mm->mmap_lock", Kind.MUTEX, "a fault in the user's memory, and pinning"),
  FREEZE_LOCK("freeze_lock", "&q->mq_freeze_lock", Kind.MUTEX, "how often a queue is frozen"),
  HOLDER_LOCK("holder_lock", "&bdev->bd_holder_lock", Kind.MUTEX, "who is told that a disk died"),
  FS_RECLAIM("fs_reclaim", "fs_reclaim", Kind.RECLAIM, "an allocation with GFP_KERNEL"),
  CTRL_SRCU("ctrl_srcu", "&ctrl->srcu", Kind.SRCU, "the namespaces of a controller"),
  Q_USAGE(
      "q_usage", "&q->q_usage_counter(io)", Kind.COUNTER, "who is in a queue, for lockdep alone"),
  RCU("rcu", "rcu_read_lock", Kind.RCU, "a dispatch section; who polls has it too"),
  SQ_LOCK("sq_lock", "&nvmeq->sq_lock", Kind.SPIN, "the submission ring and its doorbell"),
  CQ_POLL_LOCK("cq_poll_lock", "&nvmeq->cq_poll_lock", Kind.SPIN, "a completion ring polled"),
  HCTX_LOCK("hctx_lock", "&hctx->lock", Kind.SPIN, "requests that were not dispatched"),
  SW_LOCK("sw_lock", "&__ctx->lock", Kind.SPIN, "requests that wait in a quiesced queue"),
  COMPLETION_LOCK("completion_lock", "&ctx->completion_lock", Kind.SPIN, "the CQ, and links"),
  ACCT_LOCK("acct_lock", "&acct->lock", Kind.SPIN, "the list of io-wq"),
  WORKERS_LOCK("workers_lock", "&acct->workers_lock", Kind.SPIN, "how many threads io-wq has"),
  WORKER_LOCK("worker_lock", "&worker->lock", Kind.SPIN, "what a thread of io-wq works on"),
  FILE_LOCK("file_lock", "&newf->file_lock", Kind.SPIN, "a table of descriptors"),
  F_LOCK("f_lock", "&f->f_lock", Kind.SPIN, "the flags of a file"),
  REQUEUE_LOCK("requeue_lock", "&q->requeue_lock", Kind.SPIN_IRQ, "requests to be tried again"),
  QUEUE_LOCK("queue_lock", "&q->queue_lock", Kind.SPIN_IRQ, "how often a queue is quiesced"),
  CTRL_LOCK("ctrl_lock", "&ctrl->lock", Kind.SPIN_IRQ, "the state of a controller"),
  POOL_LOCK("pool_lock", "&retval->lock", Kind.SPIN_IRQ, "a pool of descriptor pages (dma_pool)"),
  IOVA_LOCK("iova_lock", "&iovad->iova_rbtree_lock", Kind.SPIN_IRQ, "the addresses of an IOMMU"),
  WS_WAIT("ws_wait", "&sbq->ws[i].wait", Kind.SPIN_IRQ, "who waits for a tag"),
  FREEZE_WQ("freeze_wq", "&q->mq_freeze_wq", Kind.SPIN_IRQ, "who waits at a frozen queue"),
  CQ_WAIT("cq_wait", "&ctx->cq_wait", Kind.SPIN_IRQ, "who waits for CQEs");

  /** What a lock forbids whoever has it, and who may take it. */
  public enum Kind {
    MUTEX("mutex", true, false),
    RECLAIM("reclaim", true, false),
    SRCU("SRCU", false, false),
    COUNTER("counter", false, false),
    RCU("RCU", false, true),
    SPIN("spin lock", false, true),
    SPIN_IRQ("spin lock, interrupts off", false, true);

    private final String title;
    private final boolean sleeps;
    private final boolean atomic;

    Kind(String title, boolean sleeps, boolean atomic) {
      this.title = title;
      this.sleeps = sleeps;
      this.atomic = atomic;
    }

    /** As a table writes it. */
    public String title() {
      return title;
    }

    /** Whether who takes it may have to sleep. */
    public boolean sleeps() {
      return sleeps;
    }

    /** Whether who has it must not sleep. */
    public boolean isAtomic() {
      return atomic;
    }
  }

  private final String word;
  private final String kernel;
  private final Kind kind;
  private final String covers;

  LockClass(String word, String kernel, Kind kind, String covers) {
    this.word = word;
    this.kernel = kernel;
    this.kind = kind;
    this.covers = covers;
  }

  /** The class of that word. */
  public static Option<LockClass> of(String word) {
    return List.of(values()).find(lock -> lock.word.equals(word));
  }

  /** The word in the comments of the specification. */
  public String word() {
    return word;
  }

  /** The name that lockdep prints. */
  public String kernel() {
    return kernel;
  }

  /** What kind of lock it is. */
  public Kind kind() {
    return kind;
  }

  /** What it covers. */
  public String covers() {
    return covers;
  }
}
