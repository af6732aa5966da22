package io.uring.dmabuf.nvme;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.nvme.PrpProblem.NotExpressible;
import io.uring.dmabuf.nvme.PrpProblem.PoolExhausted;
import io.vavr.collection.Iterator;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Either;

/**
 * The driver's maker of PRP entries: two data pointers in the command, or one and a list in
 * descriptor pages, of which each but the last gives its last entry to the address of the next.
 * Source: nvme_pci_setup_data_prp() and nvme_dma_premapped(), steps N4-N11.
 *
 * @param design the decisions; {@code CHAIN_ENTRY_OVERWRITTEN} and {@code
 *     SECOND_POINTER_SKIPS_PAGE} are taken here
 * @param pageSize the controller's page size in bytes
 */
public record PrpBuilder(Design design, int pageSize) {

  /**
   * Data pointers of a command and what they needed.
   *
   * @param prp1 the first data pointer
   * @param prp2 the second data pointer
   * @param descriptors the descriptor pages of the list, in its order
   * @param memory the memory with the list in it
   * @param pool the pool without the pages of the list
   */
  public record Built(
      long prp1, long prp2, List<Integer> descriptors, Memory memory, DescriptorPool pool) {}

  /** The descriptor pages that a command of the given number of PRP entries needs. */
  public static int pagesFor(int entries, int entriesPerPage) {
    int listed = entries - 1;
    if (entries <= 2) {
      return 0;
    }
    return listed <= entriesPerPage ? 1 : 1 + (listed - 2) / (entriesPerPage - 1);
  }

  /**
   * The addresses that the PRP entries of a range hold: the first where the range starts, every
   * other that of a page.
   *
   * @param segments what is mapped, in order; all but the first start at a page, all but the last
   *     end at one
   * @param offset where the range starts in the segments, in bytes
   * @param length the length of the range in bytes
   */
  public Either<NotExpressible, Vector<Long>> entries(
      List<Segment> segments, long offset, long length) {
    if (length <= 0 || offset < 0) {
      return refuse("a range of " + length + " bytes at " + offset);
    }
    Vector<Long> entries = Vector.empty();
    long skip = offset;
    long left = length;
    for (Segment segment : segments) {
      if (skip >= segment.length()) {
        skip -= segment.length();
        continue;
      }
      long at = segment.address() + skip;
      long end = segment.address() + Math.min(segment.length(), skip + left);
      skip = 0;
      if (left < length && Math.floorMod(at, pageSize) != 0) {
        return refuse("a segment that starts inside a page");
      }
      left -= end - at;
      if (left > 0 && Math.floorMod(end, pageSize) != 0) {
        return refuse("a segment that ends inside a page before the range ends");
      }
      entries = entries.appendAll(pagesOf(at, end));
      if (left == 0) {
        return Either.right(entries);
      }
    }
    return refuse("a range that ends " + left + " bytes behind the segments");
  }

  /**
   * Data pointers and, where they are not enough, a list for the given entries.
   *
   * @param entries at least one address
   * @param memory where the pool's pages lie
   * @param pool where the pages of the list come from
   */
  public Either<PrpProblem, Built> build(Vector<Long> entries, Memory memory, DescriptorPool pool) {
    long first = entries.head();
    return switch (entries.size()) {
      case 1 -> Either.right(new Built(first, 0, List.empty(), memory, pool));
      case 2 -> {
        long skipped = design.deviates(NvmeQueueDeviation.SECOND_POINTER_SKIPS_PAGE) ? pageSize : 0;
        yield Either.right(new Built(first, entries.get(1) + skipped, List.empty(), memory, pool));
      }
      default -> list(first, entries.tail(), memory, pool);
    };
  }

  private Either<PrpProblem, Built> list(
      long first, Vector<Long> entries, Memory memory, DescriptorPool pool) {
    int pages = pagesFor(entries.size() + 1, pool.pageSize() / Long.BYTES);
    return pool.take(pages)
        .map(taken ->
            new Built(
                first,
                pool.address(taken._1.head()),
                taken._1,
                written(entries, memory, taken._1.map(pool::address), pool.pageSize()),
                taken._2))
        .toEither(PoolExhausted::new);
  }

  private Memory written(Vector<Long> entries, Memory before, List<Long> pages, int size) {
    Memory memory = before;
    List<Long> rest = pages;
    long slot = rest.head();
    for (long entry : entries) {
      if (slot == rest.head() + size) {
        // The last entry moves on to the next page; its place gets that page's address.
        long last = slot - Long.BYTES;
        rest = rest.tail();
        boolean lost = design.deviates(NvmeQueueDeviation.CHAIN_ENTRY_OVERWRITTEN);
        long moved = lost ? 0 : memory.u64(last).get();
        memory = put(put(memory, last, rest.head()), rest.head(), moved);
        slot = rest.head() + Long.BYTES;
      }
      memory = put(memory, slot, entry);
      slot += Long.BYTES;
    }
    return memory;
  }

  private static Memory put(Memory memory, long address, long entry) {
    return memory.withU64(address, entry).get();
  }

  private Iterator<Long> pagesOf(long at, long end) {
    long page = at - Math.floorMod(at, pageSize);
    long next = page + pageSize;
    return next >= end
        ? Iterator.of(at)
        : Iterator.of(at).concat(Iterator.rangeBy(next, end, pageSize));
  }

  private static <T> Either<NotExpressible, T> refuse(String reason) {
    return Either.left(new NotExpressible(reason));
  }
}
