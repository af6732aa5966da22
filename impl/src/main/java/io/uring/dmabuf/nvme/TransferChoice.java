package io.uring.dmabuf.nvme;

import io.uring.dmabuf.block.Bio;
import io.uring.dmabuf.block.BioSplitter;
import io.uring.dmabuf.block.BlockLimits;
import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.AddressingAlternative;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.Vector;

/**
 * How a request is told to a controller, given that it keeps to the other limits of its queue.
 *
 * <pre>
 * PRP can say it   the queue has a boundary   then
 * yes              yes or no                  PRP
 * no               no                         SGL, which the controller has
 * no               yes                        split at page borders into parts that PRP can say
 * no               yes, and a part is         EINVAL, before anything is sent
 *                  not whole blocks
 * </pre>
 *
 * <p>The last two rows are the block layer's: with the page as the virtual boundary of the queue,
 * see {@link #queueBoundary}, no such request comes to the driver. Source: nvme_pci_use_sgls(),
 * nvme_set_ctrl_limits().
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
   * @param design the kernel that decides
   * @param pageSize the controller's page size in bytes
   * @param sgls whether the controller has SGLs
   * @param blockSize the size of a logical block in bytes
   */
  static TransferChoice of(Design design, DmaIter iter, int pageSize, boolean sgls, int blockSize) {
    if (new PrpBuilder(Design.intended(), pageSize).expresses(iter)) {
      return new Prp();
    }
    long boundary = queueBoundary(design, sgls, pageSize);
    if (boundary == 0) {
      return new Sgl();
    }
    BlockLimits limits = BlockLimits.none(blockSize).withBoundary(boundary);
    return new BioSplitter(Design.intended(), limits)
        .split(Bio.of(iter, 0))
        .fold(Refuse::new, Split::new);
  }

  /**
   * The virtual boundary of a queue in bytes, 0 for none: the controller's page; of a controller
   * with SGLs none on kernels that follow {@code NO_BOUNDARY_WITH_SGLS}. Source:
   * nvme_set_ctrl_limits().
   *
   * @param sgls whether the controller has SGLs
   */
  static long queueBoundary(Design design, boolean sgls, int pageSize) {
    return sgls && design.follows(AddressingAlternative.NO_BOUNDARY_WITH_SGLS) ? 0 : pageSize;
  }
}
