package io.uring.dmabuf.bench;

import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.DmaVec;
import io.uring.dmabuf.dma.Longs;
import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.nvme.BuiltPointers;
import io.uring.dmabuf.nvme.DescriptorPool;
import io.uring.dmabuf.nvme.DescriptorPools;
import io.uring.dmabuf.nvme.PrpBuilder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** JMH benchmarks: PRP entries of a request are built and their descriptors given back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DescriptorBenchmarks {
  private static final int PAGE = 4096;
  private static final int SMALL = 256;
  private static final int DESCRIPTORS = 32;
  private static final long POOL = 0x1000_0000L;
  private static final int BUFFER = 32 << 20;

  /** The length of the request in KiB. */
  @Param({"4", "128", "2048", "16384"})
  public int request = 4;

  /** The length of each segment in KiB. */
  @Param({"4", "64", "2048"})
  public int segment = 4;

  private final PrpBuilder builder = new PrpBuilder(Design.intended(), PAGE);
  private final DescriptorPools pools =
      new DescriptorPools(
          DescriptorPool.full(POOL + DESCRIPTORS * PAGE, SMALL, DESCRIPTORS),
          DescriptorPool.full(POOL, PAGE, DESCRIPTORS));
  private final Memory memory =
      Memory.empty(PAGE).withZeroPages(POOL, DESCRIPTORS + DESCRIPTORS * SMALL / PAGE);
  private final MutableDescriptors arrays = new MutableDescriptors(POOL, DESCRIPTORS);
  private long[] addresses = new long[0];
  private long[] lengths = new long[0];
  private DmaVec vec = DmaVec.of();
  private long offset;
  private long length;

  /** Lays a buffer out whose segments do not touch. */
  @Setup
  public void prepare() {
    long bytes = segment * 1024L;
    addresses = new long[(int) (BUFFER / bytes)];
    lengths = new long[addresses.length];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = (1L << 32) + i * 2 * bytes;
      lengths[i] = bytes;
    }
    vec = DmaVec.of(addresses, lengths);
    length = request * 1024L;
    offset = 4L * PAGE;
  }

  /** The implementation. */
  @Benchmark
  public DescriptorPools values() {
    DmaIter iter =
        DmaIter.imported(Design.intended(), vec, offset, length, Integer.MAX_VALUE).get();
    BuiltPointers built = builder.build(builder.entries(iter).get(), memory, pools).get();
    Longs freed =
        built.pools().chain(built.memory(), built.prp2(), built.descriptors(), Long.BYTES);
    return built.pools().giveBack(built.descriptors().pool(), freed);
  }

  /** The same with arrays written in place. */
  @Benchmark
  public long arrays() {
    int at = (int) (offset / lengths[0]);
    long prp1 = arrays.build(addresses, lengths, at, offset % lengths[0], length);
    arrays.free();
    return prp1;
  }
}
