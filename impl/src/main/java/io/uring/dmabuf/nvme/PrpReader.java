package io.uring.dmabuf.nvme;

import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.nvme.PrpFault.Misaligned;
import io.uring.dmabuf.nvme.PrpFault.NoList;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.util.ArrayList;
import java.util.List;

/**
 * The controller's reading of data pointers. It knows the command and the memory, not how the
 * driver came to them. Source: NVMe base specification, physical region page entry and list.
 *
 * @param pageSize the page size for data in bytes (CC.MPS)
 * @param listPageSize the page size of PRP lists in bytes; the same on real controllers
 * @param blockSize the size of a logical block in bytes
 */
public record PrpReader(int pageSize, int listPageSize, int blockSize) {

  /** Everything that the command lets the controller touch, in the order of the command's bytes. */
  public Either<PrpFault, Vector<PrpTarget>> targets(Memory memory, Sqe command) {
    long length = command.length(blockSize);
    int room = pageSize - Math.floorMod(command.prp1(), pageSize);
    Vector<PrpTarget> first = Vector.of(new PrpTarget(command.prp1(), Math.min(room, length), 0));
    long left = length - room;
    if (left <= 0) {
      return Either.right(first);
    }
    if (left <= pageSize) {
      return page(command.prp2(), room, left).map(first::append);
    }
    return walk(memory, command.prp2(), first, room, length);
  }

  private Either<PrpFault, Vector<PrpTarget>> walk(
      Memory memory, long list, Vector<PrpTarget> first, long from, long length) {
    List<PrpTarget> targets = new ArrayList<>(first.asJava());
    long pointer = list;
    long offset = from;
    while (offset < length) {
      if (Math.floorMod(pointer, Long.BYTES) != 0) {
        return Either.left(new Misaligned(pointer));
      }
      var read = memory.u64(pointer);
      if (read.isLeft()) {
        return Either.left(new NoList(read.getLeft().address()));
      }
      long entry = read.get();
      boolean lastOfPage = Math.floorMod(pointer, listPageSize) == listPageSize - Long.BYTES;
      if (lastOfPage && length - offset > pageSize) {
        if (Math.floorMod(entry, listPageSize) != 0) {
          return Either.left(new Misaligned(entry));
        }
        pointer = entry;
        continue;
      }
      Either<PrpFault, PrpTarget> target = page(entry, offset, length - offset);
      if (target.isLeft()) {
        return Either.left(target.getLeft());
      }
      targets.add(target.get());
      offset += target.get().length();
      pointer += Long.BYTES;
    }
    return Either.right(Vector.ofAll(targets));
  }

  private Either<PrpFault, PrpTarget> page(long entry, long offset, long left) {
    return Math.floorMod(entry, pageSize) == 0
        ? Either.right(new PrpTarget(entry, Math.min(pageSize, left), offset))
        : Either.left(new Misaligned(entry));
  }
}
