package io.uring.dmabuf.nvme;

import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.dma.Longs;
import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.nvme.PrpProblem.PoolExhausted;
import io.uring.dmabuf.nvme.SglDescriptor.Type;
import io.vavr.collection.Vector;
import io.vavr.control.Either;

/**
 * The driver's maker of scatter gather lists, which the first version of the series never uses: one
 * piece of data goes into the command itself; more pieces into a list, whose parts end with the way
 * to the next one, and the way to the last part says that it is the last. Any address and any
 * length can be said. Source: nvme_pci_setup_data_sgl(), up to 6.16 nvme_pci_setup_sgls().
 */
public final class SglBuilder {
  private SglBuilder() {}

  /** What a command with so many data blocks needs of the pools. */
  public static DescriptorNeed need(DescriptorPools pools, int blocks) {
    return blocks <= 1 ? DescriptorNeed.nothing() : pools.need(blocks, SglDescriptor.BYTES);
  }

  /** The data blocks of a range, in order: one a piece, more where it is too long for one. */
  public static Vector<SglDescriptor> blocks(DmaIter iter) {
    return iter.pieces()
        .flatMap(piece -> {
          Vector<SglDescriptor> blocks = Vector.empty();
          for (long at = piece.address(); at < piece.end(); at += SglDescriptor.MAX_DATA) {
            long length = Math.min(SglDescriptor.MAX_DATA, piece.end() - at);
            blocks = blocks.append(new SglDescriptor(Type.DATA_BLOCK, at, length));
          }
          return blocks;
        });
  }

  /**
   * The descriptor of a command, and what stands in the descriptors of its list.
   *
   * @param blocks at least one data block
   * @param need what they need, see {@link #need}
   * @param addresses the address of each descriptor of the pool
   */
  public static SglLayout layout(
      Vector<SglDescriptor> blocks, DescriptorNeed need, Longs addresses) {
    return need.pages() == 0
        ? new SglLayout(blocks.head(), need, Vector.empty())
        : new SglLayout(
            link(blocks.size(), need, addresses, 0),
            need,
            Vector.tabulate(need.pages(), k -> list(blocks, need, addresses, k)));
  }

  private static Vector<SglDescriptor> list(
      Vector<SglDescriptor> blocks, DescriptorNeed need, Longs addresses, int page) {
    int first = need.firstOf(page);
    Vector<SglDescriptor> data = blocks.slice(first, first + need.itemsOf(page, blocks.size()));
    return page == need.pages() - 1
        ? data
        : data.append(link(blocks.size(), need, addresses, page + 1));
  }

  /** The way to a part of the list. */
  private static SglDescriptor link(int blocks, DescriptorNeed need, Longs addresses, int page) {
    boolean last = page == need.pages() - 1;
    int descriptors = need.itemsOf(page, blocks) + (last ? 0 : 1);
    return new SglDescriptor(
        last ? Type.LAST_SEGMENT : Type.SEGMENT,
        addresses.get(page),
        (long) descriptors * SglDescriptor.BYTES);
  }

  /**
   * The descriptor of a command and, where it is not enough, a list.
   *
   * @param blocks at least one data block
   * @param memory where the descriptors lie
   * @param pools where the descriptors of the list come from
   */
  public static Either<PrpProblem, BuiltPointers> build(
      Vector<SglDescriptor> blocks, Memory memory, DescriptorPools pools) {
    DescriptorNeed need = need(pools, blocks.size());
    return pools
        .take(need)
        .<PrpProblem>toEither(PoolExhausted::new)
        .map(taken -> {
          Longs addresses = pools.addresses(taken._1);
          SglLayout layout = layout(blocks, need, addresses);
          Memory written = memory;
          for (int k = 0; k < layout.lists().size(); k++) {
            written = written.withU64s(addresses.get(k), words(layout.lists().get(k))).get();
          }
          SglDescriptor sgl1 = layout.sgl1();
          return new BuiltPointers(true, sgl1.low(), sgl1.high(), taken._1, written, taken._2);
        });
  }

  private static Longs words(Vector<SglDescriptor> list) {
    return Longs.filled(
        2 * list.size(),
        words -> {
          int n = 0;
          for (SglDescriptor descriptor : list) {
            words[n++] = descriptor.low();
            words[n++] = descriptor.high();
          }
        });
  }
}
