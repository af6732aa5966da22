package io.uring.dmabuf.nvme;

import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.nvme.PrpFault.BadSgl;
import io.uring.dmabuf.nvme.PrpFault.NoList;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;

/**
 * The controller's reading of scatter gather lists. It knows the command and the memory, not how
 * the driver came to them: bytes are taken apart here as the NVMe base specification lays them out,
 * and nothing of the driver's side is used.
 *
 * @param blockSize the size of a logical block in bytes
 */
public record SglReader(int blockSize) {
  private static final int DESCRIPTOR = 16;
  private static final int DATA_BLOCK = 0x00;
  private static final int SEGMENT = 0x20;
  private static final int LAST_SEGMENT = 0x30;

  /** What a descriptor says, in its own words. */
  private record Said(long address, long length, int identifier) {
    static Said of(long low, long high) {
      return new Said(low, high & 0xFFFF_FFFFL, (int) (high >>> 56));
    }
  }

  /** Everything that the command lets the controller touch, in the order of the command's bytes. */
  public Either<PrpFault, Vector<PrpTarget>> targets(Memory memory, Sqe command) {
    long length = command.length(blockSize);
    Vector<PrpTarget> targets = Vector.empty();
    long told = 0;
    Said next = Said.of(command.prp1(), command.prp2());
    if (next.identifier() == DATA_BLOCK) {
      return whole(
          Vector.of(new PrpTarget(next.address(), next.length(), 0)), next.length(), length);
    }
    while (true) {
      boolean last = next.identifier() == LAST_SEGMENT;
      if (!last && next.identifier() != SEGMENT) {
        return bad(next.address(), "a descriptor of type 0x%x".formatted(next.identifier()));
      }
      if (next.length() == 0 || next.length() % DESCRIPTOR != 0) {
        return bad(next.address(), "a segment of " + next.length() + " bytes");
      }
      Option<Said> link = Option.none();
      for (long at = next.address(); at < next.address() + next.length(); at += DESCRIPTOR) {
        var low = memory.u64(at);
        var high = memory.u64(at + 8);
        if (low.isLeft() || high.isLeft()) {
          return Either.left(new NoList(at));
        }
        Said said = Said.of(low.get(), high.get());
        boolean ends = at + DESCRIPTOR == next.address() + next.length();
        if (said.identifier() != DATA_BLOCK) {
          if (last || !ends) {
            return bad(at, "a way on where data must be");
          }
          link = Option.some(said);
        } else if (!last && ends) {
          return bad(at, "data where the way on must be");
        } else {
          targets = targets.append(new PrpTarget(said.address(), said.length(), told));
          told += said.length();
        }
      }
      if (link.isEmpty()) {
        return whole(targets, told, length);
      }
      next = link.get();
    }
  }

  private static Either<PrpFault, Vector<PrpTarget>> whole(
      Vector<PrpTarget> targets, long told, long length) {
    return told == length
        ? Either.right(targets)
        : bad(targets.head().address(), told + " bytes of data for " + length);
  }

  private static <T> Either<PrpFault, T> bad(long address, String reason) {
    return Either.left(new BadSgl(address, reason));
  }
}
