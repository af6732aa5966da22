package io.uring.dmabuf.nvme;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.Memory;

/**
 * The driver's side of a completion ring. The entries are in coherent memory, zero at first.
 * Source: nvme_cqe_pending(), nvme_update_cq_head().
 *
 * @param base the bus address of entry 0
 * @param depth the number of entries
 * @param head the index of the next entry to look at
 * @param phase the phase bit that a new entry at the head has
 */
public record NvmeCompletionQueue(long base, int depth, int head, int phase) {

  static NvmeCompletionQueue empty(long base, int depth) {
    return new NvmeCompletionQueue(base, depth, 0, 1);
  }

  /** The entry at an index. */
  public NvmeCompletion read(Memory memory, int index) {
    long address = base + (long) index * NvmeCompletion.BYTES;
    return NvmeCompletion.parse(memory.read(address, NvmeCompletion.BYTES).get());
  }

  /** The ring after the entry at the head was consumed. */
  NvmeCompletionQueue advanced(Design design) {
    boolean wraps = head == depth - 1;
    boolean flips = wraps && !design.deviates(NvmeQueueDeviation.PHASE_NOT_FLIPPED);
    return new NvmeCompletionQueue(base, depth, wraps ? 0 : head + 1, flips ? 1 - phase : phase);
  }
}
