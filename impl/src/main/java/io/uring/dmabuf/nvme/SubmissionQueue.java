package io.uring.dmabuf.nvme;

import io.uring.dmabuf.dma.Memory;

/**
 * The driver's side of a submission ring. The entries are in coherent memory. Source:
 * nvme_sq_copy_cmd(), nvme_write_sq_db().
 *
 * @param base the bus address of entry 0
 * @param depth the number of entries
 * @param tail the index of the next entry to write
 * @param rungTail the tail that was last written to the doorbell
 */
public record SubmissionQueue(long base, int depth, int tail, int rungTail) {

  static SubmissionQueue empty(long base, int depth) {
    return new SubmissionQueue(base, depth, 0, 0);
  }

  /** The bus address of an entry. */
  public long address(int index) {
    return base + (long) index * Sqe.BYTES;
  }

  /** The command in an entry. */
  public Sqe read(Memory memory, int index) {
    return Sqe.parse(memory.read(address(index), Sqe.BYTES).get());
  }

  /** The memory with a command in the entry at the tail. */
  Memory write(Memory memory, Sqe command) {
    return memory.write(address(tail), command.toBytes()).get();
  }

  /** The ring after a command was written. */
  SubmissionQueue advanced() {
    return new SubmissionQueue(base, depth, next(tail), rungTail);
  }

  /** The ring after its tail was written to the doorbell. */
  SubmissionQueue rung() {
    return new SubmissionQueue(base, depth, tail, tail);
  }

  /** The index after an index. */
  public int next(int index) {
    return (index + 1) % depth;
  }
}
