package io.uring.dmabuf.audit.event;

/**
 * Models function probes, told by the function that they are on and not by the name that somebody
 * gave them.
 */
public sealed interface ProbeEvent extends Event {

  /** Entry of {@code bio_endio}. */
  record BioEnded(At at, int status) implements ProbeEvent {
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
}
