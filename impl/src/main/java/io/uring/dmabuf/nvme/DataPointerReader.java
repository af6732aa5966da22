package io.uring.dmabuf.nvme;

import io.uring.dmabuf.dma.Memory;
import io.vavr.collection.Vector;
import io.vavr.control.Either;

/**
 * The controller's reading of data pointers: byte 1 of the command says which kind they are.
 *
 * @param prps how it reads PRP entries
 * @param sgls how it reads SGLs
 */
public record DataPointerReader(PrpReader prps, SglReader sgls) {

  /** A controller that reads both. */
  static DataPointerReader of(QueueLayout layout) {
    return new DataPointerReader(
        new PrpReader(layout.pageSize(), layout.descriptorPageSize(), layout.blockSize()),
        new SglReader(layout.blockSize()));
  }

  /** Everything that the command lets the controller touch, in the order of the command's bytes. */
  public Either<PrpFault, Vector<PrpTarget>> targets(Memory memory, Sqe command) {
    return command.sgl() ? sgls.targets(memory, command) : prps.targets(memory, command);
  }
}
