package io.uring.dmabuf.audit.event;

/** Models the tracepoints of dma-bufs, which there are since 7.0. */
public sealed interface DmabufEvent extends Event {

  /** {@return the inode number, which is never used again} */
  long ino();

  /** {@code dma_buf_export}. */
  record Exported(At at, long ino, String exporter, long size) implements DmabufEvent {
    @Override
    public String said() {
      return "dma_buf_export, " + exporter + " size=" + size;
    }
  }

  /** {@code dma_buf_dynamic_attach}. */
  record Attached(At at, long ino, long attachment, String device) implements DmabufEvent {
    @Override
    public String said() {
      return "dma_buf_dynamic_attach, " + device;
    }
  }

  /** {@code dma_buf_detach}. */
  record Detached(At at, long ino, long attachment, String device) implements DmabufEvent {
    @Override
    public String said() {
      return "dma_buf_detach, " + device;
    }
  }

  /** {@code dma_buf_fd}, {@code dma_buf_get}, {@code dma_buf_put}, {@code dma_buf_mmap}. */
  record Used(At at, long ino, String event) implements DmabufEvent {
    @Override
    public String said() {
      return event;
    }
  }
}
