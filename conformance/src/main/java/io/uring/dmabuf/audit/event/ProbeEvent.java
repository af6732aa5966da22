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
