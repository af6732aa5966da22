package io.uring.dmabuf.nvme;

import io.uring.dmabuf.block.Bio;
import io.uring.dmabuf.block.BioSplitter;
import io.uring.dmabuf.block.BlockLimits;
import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.Vector;

/**
 * How a request is told to a controller, given that it keeps to the other limits of its queue.
 *
 * <pre>
 * PRP can say it   controller has SGLs   then
 * yes              yes or no             PRP
 * no               yes                   SGL
 * no               no                    split at page borders into parts that PRP can say
 * no               no, and a part is     EINVAL, before anything is sent
 *                  not whole blocks
 * </pre>
 *
 * <p>The last two rows are the block layer's: a queue whose controller has no SGLs has the page as
 * its virtual boundary, see {@link #queueBoundary}, so that no such request comes to the driver.
 * Source: nvme_pci_use_sgls(), nvme_set_ctrl_limits().
 */
public sealed interface TransferChoice {

  /** PRP entries say it. */
  record Prp() implements TransferChoice {}

  /** An SGL says it. */
  record Sgl() implements TransferChoice {}

  /**
   * Several commands say it.
   *
   * @param parts in order; PRP entries can say each of them
   */
  record Split(Vector<Bio> parts) implements TransferChoice {}

  /**
   * Nothing says it.
   *
   * @param errno what the block layer answers: EINVAL
   */
  record Refuse(Errno errno) implements TransferChoice {}

  /**
   * The choice for a request.
   *
   * @param pageSize the controller's page size in bytes
   * @param sgls whether the controller has SGLs
   * @param blockSize the size of a logical block in bytes
   */
  static TransferChoice of(DmaIter iter, int pageSize, boolean sgls, int blockSize) {
    if (new PrpBuilder(Design.intended(), pageSize).expresses(iter)) {
      return new Prp();
    }
    if (sgls) {
      return new Sgl();
    }
    BlockLimits limits = BlockLimits.none(blockSize).withBoundary(queueBoundary(false, pageSize));
    return new BioSplitter(Design.intended(), limits)
        .split(Bio.of(iter, 0))
        .fold(Refuse::new, Split::new);
  }

  /** The virtual boundary of a queue in bytes, 0 for none. */
  static long queueBoundary(boolean sgls, int pageSize) {
    return sgls ? 0 : pageSize;
  }
}
