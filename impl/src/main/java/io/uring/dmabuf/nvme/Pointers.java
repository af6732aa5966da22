package io.uring.dmabuf.nvme;

import io.uring.dmabuf.dma.Longs;
import io.uring.dmabuf.dma.Memory;
import io.vavr.collection.Vector;
import io.vavr.control.Either;

/** What the data pointer of a command will say: PRP entries, or an SGL. */
sealed interface Pointers {

  /** The descriptors that its list lies in. */
  DescriptorNeed need(DescriptorPools pools);

  /** The list in memory, with descriptors taken from the pools. */
  Either<PrpProblem, BuiltPointers> build(Memory memory, DescriptorPools pools);

  /**
   * PRP entries.
   *
   * @param builder who writes them
   * @param entries the device addresses, in bytes
   */
  record Prps(PrpBuilder builder, Longs entries) implements Pointers {
    @Override
    public DescriptorNeed need(DescriptorPools pools) {
      return PrpBuilder.need(pools, entries.size());
    }

    @Override
    public Either<PrpProblem, BuiltPointers> build(Memory memory, DescriptorPools pools) {
      return builder.build(entries, memory, pools);
    }
  }

  /**
   * An SGL.
   *
   * @param blocks its data block descriptors
   */
  record Sgls(Vector<SglDescriptor> blocks) implements Pointers {
    @Override
    public DescriptorNeed need(DescriptorPools pools) {
      return SglBuilder.need(pools, blocks.size());
    }

    @Override
    public Either<PrpProblem, BuiltPointers> build(Memory memory, DescriptorPools pools) {
      return SglBuilder.build(blocks, memory, pools);
    }
  }
}
