package io.uring.dmabuf.nvme;

import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.AddressingDeviation;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.DmaVec;
import io.uring.dmabuf.dma.Longs;
import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.nvme.PrpProblem.NotExpressible;
import io.uring.dmabuf.nvme.PrpProblem.PoolExhausted;
import io.vavr.collection.Vector;
import io.vavr.control.Either;

/**
 * The driver's maker of PRP entries: two data pointers in the command, or one and a list in
 * descriptors, of which each but the last gives its last entry to the address of the next. Source:
 * nvme_pci_setup_data_prp(), up to 6.16 nvme_pci_setup_prps(); nvme_dma_premapped(), steps N4-N11.
 *
 * <p>Three steps, of which only the last one touches memory: {@link #entries}, {@link #layout},
 * {@link #build}.
 *
 * @param design the decisions; {@code CHAIN_ENTRY_OVERWRITTEN}, {@code SECOND_POINTER_SKIPS_PAGE}
 *     and {@code FIRST_SEGMENT_FILLS_PAGE} are taken here
 * @param pageSize the controller's page size in bytes, a power of two
 */
public record PrpBuilder(Design design, int pageSize) {

  /** Checks the page size. */
  public PrpBuilder {
    if (Integer.bitCount(pageSize) != 1) {
      throw new IllegalArgumentException("pages of " + pageSize);
    }
  }

  /** What a command of the given number of PRP entries needs of the pools. */
  public static DescriptorNeed need(DescriptorPools pools, int entries) {
    return entries <= 2 ? DescriptorNeed.nothing() : pools.need(entries - 1, Long.BYTES);
  }

  /**
   * Whether PRP entries can say a range: only its first page may begin inside a page, only its last
   * one may end inside one. Takes time linear in the pieces.
   */
  public boolean expresses(DmaIter iter) {
    DmaVec vec = iter.vec();
    long stop = iter.position() + iter.count();
    int at = iter.at();
    long end = vec.address(at) + vec.length(at);
    for (long next = vec.start(at + 1); next < stop; next = vec.start(at + 1)) {
      at++;
      if (inPage(end | vec.address(at)) != 0) {
        return false;
      }
      end = vec.address(at) + vec.start(at + 1) - next;
    }
    return true;
  }

  /**
   * The addresses that the PRP entries of a range hold: the first where the range starts, every
   * other that of a page.
   */
  public Either<NotExpressible, Longs> entries(DmaIter iter) {
    if (iter.count() <= 0) {
      return refuse("a range of " + iter.count() + " bytes");
    }
    if (expresses(iter)) {
      long bytes = inPage(iter.pieceAddress(0)) + iter.count();
      int pages = Math.toIntExact(Math.ceilDiv(bytes, (long) pageSize));
      return Either.right(Longs.filled(pages, entries -> list(iter, entries)));
    }
    return design.deviates(AddressingDeviation.FIRST_SEGMENT_FILLS_PAGE)
        ? beyondFirstSegment(iter)
        : refuse("a border between two segments inside a page");
  }

  private void list(DmaIter iter, long[] entries) {
    DmaVec vec = iter.vec();
    long stop = iter.position() + iter.count();
    long from = iter.position();
    int n = 0;
    for (int i = iter.at(); from < stop; i++) {
      long address = vec.address(i) + from - vec.start(i);
      long next = Math.min(vec.start(i + 1), stop);
      long end = address + next - from;
      from = next;
      entries[n++] = address;
      for (long at = address - inPage(address) + pageSize; at < end; at += pageSize) {
        entries[n++] = at;
      }
    }
  }

  private long inPage(long address) {
    return address & pageSize - 1;
  }

  /** N5, N6 of the first version: the second pointer is that of the page after, whoever has it. */
  private Either<NotExpressible, Longs> beyondFirstSegment(DmaIter iter) {
    long first = iter.pieceAddress(0);
    long second = first - inPage(first) + pageSize;
    long left = iter.count() - (second - first);
    if (left > pageSize) {
      return refuse("a list that is bad");
    }
    return Either.right(left <= 0 ? Longs.of(first) : Longs.of(first, second));
  }

  /** N9 of the first version: the entries that are there when a list turns out bad. */
  Longs entriesUntilBad(DmaIter iter) {
    long good =
        iter.pieces()
            .map(DmaSegment::length)
            .scanLeft(0L, Long::sum)
            .tail()
            .takeWhile(bytes -> expresses(iter.front(bytes)))
            .last();
    return entries(iter.front(good)).get();
  }

  /**
   * The data pointers of entries, and what stands in the descriptors of their list.
   *
   * @param entries at least one address
   * @param need the descriptors that it needs, see {@link #need}
   * @param descriptors the address of each of them
   */
  public PrpLayout layout(Longs entries, DescriptorNeed need, Longs descriptors) {
    return switch (entries.size()) {
      case 1 -> new PrpLayout(entries.head(), 0, need, Vector.empty());
      case 2 -> {
        long skipped = design.deviates(NvmeQueueDeviation.SECOND_POINTER_SKIPS_PAGE) ? pageSize : 0;
        yield new PrpLayout(entries.head(), entries.get(1) + skipped, need, Vector.empty());
      }
      default ->
          new PrpLayout(
              entries.head(),
              descriptors.head(),
              need,
              Vector.tabulate(need.pages(), k -> list(entries, need, descriptors, k)));
    };
  }

  private Longs list(Longs entries, DescriptorNeed need, Longs descriptors, int page) {
    int first = 1 + need.firstOf(page);
    int items = need.itemsOf(page, entries.size() - 1);
    boolean chained = page < need.pages() - 1;
    boolean lost = page > 0 && design.deviates(NvmeQueueDeviation.CHAIN_ENTRY_OVERWRITTEN);
    return Longs.filled(
        items + (chained ? 1 : 0),
        list -> {
          entries.copyTo(first, list, items);
          if (chained) {
            list[items] = descriptors.get(page + 1);
          }
          if (lost) {
            list[0] = 0;
          }
        });
  }

  /**
   * Data pointers and, where they are not enough, a list for the given entries.
   *
   * @param entries at least one address
   * @param memory where the descriptors lie
   * @param pools where the descriptors of the list come from
   */
  public Either<PrpProblem, BuiltPointers> build(
      Longs entries, Memory memory, DescriptorPools pools) {
    DescriptorNeed need = need(pools, entries.size());
    return pools
        .take(need)
        .<PrpProblem>toEither(PoolExhausted::new)
        .map(taken -> {
          Longs addresses = pools.addresses(taken._1);
          PrpLayout layout = layout(entries, need, addresses);
          Memory written = memory;
          for (int k = 0; k < layout.lists().size(); k++) {
            written = written.withU64s(addresses.get(k), layout.lists().get(k)).get();
          }
          return new BuiltPointers(
              false, layout.prp1(), layout.prp2(), taken._1, written, taken._2);
        });
  }

  private static <T> Either<NotExpressible, T> refuse(String reason) {
    return Either.left(new NotExpressible(reason));
  }
}
