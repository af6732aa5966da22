package io.uring.dmabuf.nvme;

import io.uring.dmabuf.block.BlockRequest.Operation;
import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.AddressingDeviation;
import io.uring.dmabuf.dma.DmaDirection;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.Vector;
import io.vavr.control.Either;

/**
 * What is handed over for a request on a device that is not coherent, or whose memory is bounced,
 * in device addresses; nothing for other devices.
 *
 * <pre>
 * mapping         request   before the doorbell   after the completion
 * TO_DEVICE       WRITE     for the device        -
 * FROM_DEVICE     READ      for the device        for the CPU
 * BIDIRECTIONAL   WRITE     for the device        for the CPU
 * BIDIRECTIONAL   READ      for the device        for the CPU
 * </pre>
 *
 * <p>A read is handed over before as well: no dirty line of the CPU's may land on what the device
 * wrote, and a bounce buffer must have the old bytes where the device writes none. Source:
 * nvme_sync_dma(), patch 06 (N3, C2).
 *
 * @param forDevice ranges to sync before the doorbell is rung
 * @param forCpu ranges to sync after the completion was seen
 */
public record NvmeSync(Vector<DmaSegment> forDevice, Vector<DmaSegment> forCpu) {
  private static final NvmeSync NOTHING = new NvmeSync(Vector.empty(), Vector.empty());

  /**
   * What is synced for a request; EFAULT for a request that the mapping's direction does not let
   * through (I2).
   *
   * @param needed whether the device needs syncs at all ({@code dma_need_sync})
   */
  public static Either<Errno, NvmeSync> of(
      Design design, DmaIter iter, DmaDirection mapping, Operation operation, boolean needed) {
    boolean write = operation == Operation.WRITE;
    if (write ? !mapping.letsDeviceRead() : !mapping.letsDeviceWrite()) {
      return Either.left(Errno.EFAULT);
    }
    if (!needed) {
      return Either.right(NOTHING);
    }
    boolean byRequest = design.deviates(AddressingDeviation.SYNC_BY_REQUEST_DIRECTION);
    Vector<DmaSegment> ranges = ranges(design, iter);
    boolean before = !byRequest || write;
    boolean after = mapping.letsDeviceWrite() && (!byRequest || !write);
    return Either.right(
        new NvmeSync(before ? ranges : Vector.empty(), after ? ranges : Vector.empty()));
  }

  private static Vector<DmaSegment> ranges(Design design, DmaIter iter) {
    if (!design.deviates(AddressingDeviation.SYNC_STAYS_AT_FIRST)) {
      return iter.pieces();
    }
    long first = iter.pieceLength(0);
    return Vector.rangeBy(0L, iter.count(), first)
        .map(done -> new DmaSegment(iter.pieceAddress(0), Math.min(first, iter.count() - done)));
  }
}
