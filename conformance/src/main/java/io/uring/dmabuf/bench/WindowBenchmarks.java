package io.uring.dmabuf.bench;

import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.DmaVec;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** JMH benchmark: the window of a request at the end of a buffer in pages of 4 KiB. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WindowBenchmarks {
  private static final int PAGE = 4096;

  /** How many segments the buffer has: 16 MiB and 1 GiB. */
  @Param({"4096", "262144"})
  public int segments = 4096;

  private DmaVec vec = DmaVec.of();

  /** Lays the buffer out, no two pages neighbours. */
  @Setup
  public void prepare() {
    long[] addresses = new long[segments];
    long[] lengths = new long[segments];
    Arrays.setAll(addresses, i -> (1L << 32) + 2L * PAGE * i);
    Arrays.fill(lengths, PAGE);
    vec = DmaVec.of(addresses, lengths);
  }

  /** The start segment is found and the segments are counted. */
  @Benchmark
  public DmaIter window() {
    return DmaIter.imported(
            Design.intended(), vec, vec.length() - 8 * PAGE, 8 * PAGE, Integer.MAX_VALUE)
        .get();
  }
}
