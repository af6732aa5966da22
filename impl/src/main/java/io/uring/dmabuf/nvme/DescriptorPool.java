package io.uring.dmabuf.nvme;

import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.BitSet;
import io.vavr.collection.List;
import io.vavr.collection.SortedSet;
import io.vavr.control.Option;

/**
 * The pool of pages that PRP lists are made of, immutable; the lowest free page goes first. Source:
 * struct dma_pool of nvme_setup_descriptor_pools(), read in 6.17 and later.
 *
 * @param base the bus address of page 1, a multiple of the page size
 * @param pageSize the size of a page in bytes
 * @param free the numbers of the free pages, from 1
 */
public record DescriptorPool(long base, int pageSize, SortedSet<Integer> free) {
  private static final int MAX_PAGES = Integer.MAX_VALUE;

  /** A pool in which all pages, 1 to {@code pages}, are free. */
  public static DescriptorPool full(long base, int pageSize, int pages) {
    return new DescriptorPool(base, pageSize, BitSet.rangeClosed(1, pages));
  }

  /** The number of free pages. */
  public int available() {
    return free.size();
  }

  /** The lowest free pages and the pool without them; none if there are too few. */
  public Option<Tuple2<List<Integer>, DescriptorPool>> take(int pages) {
    if (pages > free.size()) {
      return Option.none();
    }
    List<Integer> taken = List.ofAll(free.iterator().take(pages));
    SortedSet<Integer> left = free;
    for (int page : taken) {
      left = left.remove(page);
    }
    return Option.some(Tuple.of(taken, new DescriptorPool(base, pageSize, left)));
  }

  /** The pool with some pages given back. */
  public DescriptorPool giveBack(List<Integer> pages) {
    SortedSet<Integer> more = free;
    for (int page : pages) {
      more = more.add(page);
    }
    return new DescriptorPool(base, pageSize, more);
  }

  /** The number of the page that begins at a bus address; none if none does. */
  public Option<Integer> pageAt(long address) {
    long offset = address - base;
    boolean begins =
        pageSize > 0 && offset % pageSize == 0 && 0 <= offset && offset / pageSize < MAX_PAGES;
    return Option.when(begins, () -> (int) (offset / pageSize) + 1);
  }

  /** The bus address of a page. */
  public long address(int page) {
    return base + (page - 1L) * pageSize;
  }
}
