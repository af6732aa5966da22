package io.uring.dmabuf.nvme;

import io.uring.dmabuf.dma.Longs;
import io.uring.dmabuf.dma.Memory;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.Arrays;

/**
 * The pools of descriptors of a queue, immutable. A descriptor goes back to the pool that it came
 * from, by its bus address. Source: {@code struct nvme_descriptor_pools}, read in 6.17 and later.
 *
 * @param small descriptors for short lists; of page size 0 if the queue has none
 * @param large descriptors of a controller page each
 */
public record DescriptorPools(DescriptorPool small, DescriptorPool large) {

  /** Pools without small descriptors. */
  public static DescriptorPools of(DescriptorPool large) {
    return new DescriptorPools(DescriptorPool.full(large.base(), 0, 0), large);
  }

  /** The need of a list of items of the given size in bytes. */
  public DescriptorNeed need(int items, int itemBytes) {
    return DescriptorNeed.of(items, small.pageSize() / itemBytes, large.pageSize() / itemBytes);
  }

  /** Whether what is needed is there. */
  public boolean suffice(DescriptorNeed need) {
    return need.pages() <= pool(need.pool()).available();
  }

  /** One of the pools. */
  public DescriptorPool pool(PoolKind kind) {
    return switch (kind) {
      case SMALL -> small;
      case LARGE -> large;
    };
  }

  /**
   * What is needed and the pools without it; none if there is too little, then nothing is taken.
   */
  public Option<Tuple2<Descriptors, DescriptorPools>> take(DescriptorNeed need) {
    if (need.pages() == 0) {
      return Option.some(Tuple.of(Descriptors.NONE, this));
    }
    return pool(need.pool())
        .take(need.pages())
        .map(t -> Tuple.of(new Descriptors(need.pool(), t._1), with(need.pool(), t._2)));
  }

  /** The bus addresses of descriptors, in their order. */
  public Longs addresses(Descriptors descriptors) {
    DescriptorPool pool = pool(descriptors.pool());
    return Longs.filled(
        descriptors.pages().size(),
        addresses -> {
          int i = 0;
          for (int page : descriptors.pages()) {
            addresses[i++] = pool.address(page);
          }
        });
  }

  /**
   * The pools with descriptors given back ({@code dma_pool_free}). An address that is not that of a
   * descriptor of the pool gives nothing back.
   *
   * @param addresses the bus addresses, as they stand in the command and its list
   */
  public DescriptorPools giveBack(PoolKind kind, Longs addresses) {
    DescriptorPool pool = pool(kind);
    List<Integer> pages = List.empty();
    for (int i = 0; i < addresses.size(); i++) {
      pages = pages.prependAll(pool.pageAt(addresses.get(i)));
    }
    return pages.isEmpty() ? this : with(kind, pool.giveBack(pages));
  }

  /**
   * C2: the bus addresses of a command's descriptors, in their order, as they are found by whoever
   * frees them: the first in the data pointer, each next one in the last item of the one before
   * ({@code nvme_free_descriptors}). Less than there are if there is no memory on the way.
   *
   * @param first the address in the data pointer
   * @param itemBytes the size of an item of the list, which begins with an address
   */
  public Longs chain(Memory memory, long first, Descriptors descriptors, int itemBytes) {
    int size = pool(descriptors.pool()).pageSize();
    long[] found = new long[descriptors.pages().size()];
    long at = first;
    for (int i = 0; i < found.length; i++) {
      found[i] = at;
      if (i < found.length - 1) {
        var next = memory.u64(at + size - itemBytes);
        if (next.isLeft()) {
          return Longs.of(Arrays.copyOf(found, i + 1));
        }
        at = next.get();
      }
    }
    return Longs.of(found);
  }

  private DescriptorPools with(PoolKind kind, DescriptorPool changed) {
    return switch (kind) {
      case SMALL -> new DescriptorPools(changed, large);
      case LARGE -> new DescriptorPools(small, changed);
    };
  }
}
