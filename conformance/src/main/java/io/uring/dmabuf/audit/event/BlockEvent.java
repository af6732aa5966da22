package io.uring.dmabuf.audit.event;

/** Models the tracepoints of the block layer that are about a request. */
public sealed interface BlockEvent extends Event {

  /** What a request is about. */
  record Extent(int major, int minor, long sector, long sectors, String rwbs) {
    /** {@return whether it is one of a driver's own, which has no sectors} */
    public boolean isPassthrough() {
      return rwbs.startsWith("N") || sectors == 0;
    }

    /** {@return device and sectors, as the kernel prints them} */
    public String text() {
      return major + "," + minor + " " + rwbs + " " + sector + " + " + sectors;
    }
  }

  /** {@return what the request is about} */
  Extent extent();

  /** {@code block_rq_issue}: the driver has it. */
  record Issued(At at, Extent extent, long bytes) implements BlockEvent {
    @Override
    public String said() {
      return "block_rq_issue, " + extent.text();
    }
  }

  /** {@code block_rq_complete}. */
  record Completed(At at, Extent extent, int error) implements BlockEvent {
    @Override
    public String said() {
      return "block_rq_complete, " + extent.text() + " [" + error + "]";
    }
  }

  /** {@code block_rq_requeue}: the driver gives it back. */
  record Requeued(At at, Extent extent) implements BlockEvent {
    @Override
    public String said() {
      return "block_rq_requeue, " + extent.text();
    }
  }
}
