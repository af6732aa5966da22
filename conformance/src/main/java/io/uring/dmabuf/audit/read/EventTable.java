package io.uring.dmabuf.audit.read;

import io.uring.dmabuf.audit.event.FenceEvent;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The tracepoints that rules need, by name: one list, with the names that older kernels had. */
final class EventTable {
  private static final int SLOTS = 1 << 10;

  private final @Nullable String[] names = new String[SLOTS];
  private final Line[] lines = new Line[SLOTS];

  /** How what begins with a parenthesis is read. */
  private final Line probes;

  EventTable() {
    this(false);
  }

  /**
   * Those that rules need, and more.
   *
   * @param more whether those are among them that only the specification asks for
   */
  EventTable(boolean more) {
    probes = more ? ProbeLines::readMore : ProbeLines::read;
    if (more) {
      add("io_uring_file_get", UringLines::fileGot);
      add("sched_switch", ProbeLines::slept);
    }
    uring();
    nvmeAndBlock();
    dma();
    dmabufs();
    fences();
    add("tracing_mark_write", MarkLines::read);
    add("print", MarkLines::read);
    add("bprint", MarkLines::read);
  }

  private void uring() {
    add("io_uring_create", UringLines::created);
    add("io_uring_register", UringLines::registered);
    add("io_uring_submit_req", UringLines::submitted);
    add("io_uring_submit_sqe", UringLines::submitted);
    add("io_uring_req_failed", UringLines::failed);
    add("io_uring_fail_link", UringLines::linkFailed);
    add("io_uring_queue_async_work", UringLines::asyncQueued);
    add("io_uring_complete", UringLines::completed);
    add("io_uring_cqe_overflow", UringLines::overflowed);
  }

  private void nvmeAndBlock() {
    add("nvme_setup_cmd", NvmeLines::setUp);
    add("nvme_complete_rq", NvmeLines::ended);
    add("nvme_sq", NvmeLines::reaped);
    add("block_rq_issue", BlockLines::issued);
    add("block_rq_complete", BlockLines::completed);
    add("block_rq_requeue", BlockLines::requeued);
  }

  private void dma() {
    add("dma_map_sg", DmaLines::sgMapped);
    add("dma_unmap_sg", DmaLines::sgUnmapped);
    add("dma_map_phys", DmaLines::mapped);
    add("dma_map_page", DmaLines::mapped);
    add("dma_map_resource", DmaLines::mapped);
    add("dma_unmap_phys", DmaLines::unmapped);
    add("dma_unmap_page", DmaLines::unmapped);
    add("dma_unmap_resource", DmaLines::unmapped);
    add("unmap", DmaLines::iommuUnmapped);
  }

  private void dmabufs() {
    add("dma_buf_export", DmabufLines::exported);
    add("dma_buf_dynamic_attach", DmabufLines::attached);
    add("dma_buf_detach", DmabufLines::detached);
    for (String event :
        new String[] {
          "dma_buf_fd", "dma_buf_get", "dma_buf_put", "dma_buf_mmap", "dma_buf_mmap_internal"
        }) {
      add(event, DmabufLines.used(event));
    }
  }

  private void fences() {
    add("dma_fence_init", FenceLines::initialised);
    add("dma_fence_emit", FenceLines.emitted("dma_fence_emit"));
    add("dma_fence_enable_signal", FenceLines.emitted("dma_fence_enable_signal"));
    add("dma_fence_signaled", FenceLines.of(FenceEvent.Signalled::new));
    add("dma_fence_destroy", FenceLines.of(FenceEvent.Destroyed::new));
    add("dma_fence_wait_start", FenceLines.of(FenceEvent.WaitStarted::new));
    add("dma_fence_wait_end", FenceLines.of(FenceEvent.WaitEnded::new));
  }

  private void add(String name, Line line) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    int slot = Bytes.hash(bytes, 0, bytes.length) & (SLOTS - 1);
    while (names[slot] != null) {
      slot = (slot + 1) & (SLOTS - 1);
    }
    names[slot] = name;
    lines[slot] = line;
  }

  Line probes() {
    return probes;
  }

  Set<String> names() {
    return List.of(names).filter(Objects::nonNull).toSet();
  }

  /** How an event of this name is read; null if no rule needs it. */
  @Nullable Line find(byte[] bytes, int from, int to) {
    int slot = Bytes.hash(bytes, from, to) & (SLOTS - 1);
    for (String name; (name = names[slot]) != null; slot = (slot + 1) & (SLOTS - 1)) {
      if (Bytes.equal(name, bytes, from, to)) {
        return lines[slot];
      }
    }
    return null;
  }
}
