package io.uring.dmabuf.nvme;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.DmaVec;
import io.uring.dmabuf.dma.Longs;
import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.nvme.PrpProblem.NotExpressible;
import io.uring.dmabuf.nvme.PrpProblem.PoolExhausted;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.util.ArrayList;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/** What the controller reads out of PRP entries is what the driver was asked for. */
class PrpTest {
  private static final long POOL = 0x10_0000L;

  /** Page sizes, and what is asked for: a range of segments that are mapped. */
  record Case(
      int pageSize,
      int slots,
      int blockSize,
      List<DmaSegment> segments,
      long offset,
      long length,
      int free) {

    PrpReader reader() {
      return new PrpReader(pageSize, slots * Long.BYTES, blockSize);
    }

    DescriptorPools pools(int pages) {
      return DescriptorPools.of(DescriptorPool.full(POOL, slots * Long.BYTES, pages));
    }

    DmaIter iter() {
      return DmaIter.imported(
              Design.intended(), DmaVec.of(segments), offset, length, Long.MAX_VALUE)
          .get();
    }

    Memory memory(int pages) {
      return Memory.empty(slots * Long.BYTES).withZeroPages(POOL, pages);
    }

    /** The address of each block of the range, one by one. */
    Vector<Long> blocks() {
      ArrayList<Long> blocks = new ArrayList<>();
      for (DmaSegment segment : segments) {
        for (long at = 0; at < segment.length(); at += blockSize) {
          blocks.add(segment.address() + at);
        }
      }
      int from = (int) (offset / blockSize);
      return Vector.ofAll(blocks.subList(from, from + (int) (length / blockSize)));
    }
  }

  @Property(tries = 400)
  @StatisticsReport(StatisticsReportMode.OFF)
  void theControllerReadsBackTheRequestedRangeInOrderAndNothingElse(@ForAll("cases") Case c) {
    BuiltPointers built = build(Design.intended(), c, 2000);
    Vector<PrpTarget> targets = read(c, built);
    Statistics.label("pages of the list").collect(Math.min(built.descriptors().pages().size(), 3));
    Statistics.label("pages of the list")
        .coverage(coverage -> {
          coverage.check(0).count(n -> n > 0);
          coverage.check(1).count(n -> n > 0);
          coverage.check(3).count(n -> n > 0);
        });

    assertThat(blocks(targets, c.blockSize())).isEqualTo(c.blocks());
    assertThat(targets.map(PrpTarget::offset))
        .isEqualTo(targets.map(PrpTarget::length).scanLeft(0L, Long::sum).init());
    assertThat(targets.forAll(t -> insideOnePage(t, c.pageSize()))).isTrue();
  }

  @Property(tries = 200)
  void aListTakesThePagesThatItNeedsAndWritesNoOther(@ForAll("cases") Case c) {
    DescriptorPools pools = c.pools(2000);
    Longs entries = entries(c);
    BuiltPointers built = build(Design.intended(), c, 2000);
    int needed = PrpBuilder.need(pools, entries.size()).pages();

    assertThat(built.descriptors().pages()).isEqualTo(List.rangeClosed(1, needed));
    assertThat(
            built
                .pools()
                .giveBack(
                    built.descriptors().pool(),
                    built
                        .pools()
                        .chain(built.memory(), built.prp2(), built.descriptors(), Long.BYTES)))
        .isEqualTo(pools);
    assertThat(built.memory().read(pools.large().address(needed + 1), c.slots() * Long.BYTES).get())
        .containsOnly(0);
  }

  @Property(tries = 200)
  @StatisticsReport(StatisticsReportMode.OFF)
  void aPoolThatIsTooSmallIsAnAnswer(@ForAll("cases") Case c) {
    int needed = PrpBuilder.need(c.pools(1), entries(c).size()).pages();
    int free = Math.min(c.free(), needed);
    both("too small", free < needed);
    var built =
        new PrpBuilder(Design.intended(), c.pageSize())
            .build(entries(c), c.memory(free), c.pools(free));

    if (free < needed) {
      assertThat(built.getLeft()).isEqualTo(new PoolExhausted());
    } else {
      assertThat(built.get().pools().large().available()).isZero();
    }
  }

  @Property(tries = 100)
  @StatisticsReport(StatisticsReportMode.OFF)
  void onePageOfASecondPointerMoreIsSeen(@ForAll("cases") Case c) {
    both("two entries", entries(c).size() == 2);
    Design wrong = Design.intended().with(NvmeQueueDeviation.SECOND_POINTER_SKIPS_PAGE);
    boolean same = blocks(read(c, build(wrong, c, 2000)), c.blockSize()).equals(c.blocks());
    assertThat(same).isEqualTo(entries(c).size() != 2);
  }

  @Property(tries = 100)
  @StatisticsReport(StatisticsReportMode.OFF)
  void anEntryLostUnderAChainPointerIsSeen(@ForAll("cases") Case c) {
    both("a chain", PrpBuilder.need(c.pools(1), entries(c).size()).pages() > 1);
    Design wrong = Design.intended().with(NvmeQueueDeviation.CHAIN_ENTRY_OVERWRITTEN);
    boolean same = blocks(read(c, build(wrong, c, 2000)), c.blockSize()).equals(c.blocks());
    assertThat(same).isEqualTo(PrpBuilder.need(c.pools(1), entries(c).size()).pages() < 2);
  }

  /** Both kinds of cases are there. */
  private static void both(String what, boolean is) {
    Statistics.label(what)
        .collect(is)
        .coverage(coverage -> {
          coverage.check(true).count(n -> n > 0);
          coverage.check(false).count(n -> n > 0);
        });
  }

  @Example
  void entriesOfFourPagesWithAnOffset() {
    DmaVec vec = DmaVec.of(new DmaSegment(0x20000, 8192), new DmaSegment(0x90000, 8192));

    assertThat(entries(vec, 512, 8192).get()).isEqualTo(Longs.of(0x20200L, 0x21000L, 0x90000L));
    assertThat(entries(vec, 4096, 4096).get()).isEqualTo(Longs.of(0x21000L));
    assertThat(entries(vec, 8192 + 512, 512).get()).isEqualTo(Longs.of(0x90200L));
  }

  @Example
  void whatPrpEntriesCannotExpressIsAnAnswer() {
    DmaSegment page = new DmaSegment(0x20000, 4096);

    assertThat(entries(DmaVec.of(page, new DmaSegment(0x30200, 3584)), 0, 7680).getLeft())
        .isInstanceOf(NotExpressible.class);
    assertThat(entries(DmaVec.of(new DmaSegment(0x20000, 512), page), 0, 4608).getLeft())
        .isInstanceOf(NotExpressible.class);
  }

  private static Either<NotExpressible, Longs> entries(DmaVec vec, long offset, long length) {
    return new PrpBuilder(Design.intended(), 4096)
        .entries(DmaIter.imported(Design.intended(), vec, offset, length, Long.MAX_VALUE).get());
  }

  @Example
  void aListOutsideOfMemoryIsAFaultOfTheController() {
    PrpReader reader = new PrpReader(4096, 4096, 512);
    Memory memory = Memory.empty(4096);
    Sqe command = new Sqe(Sqe.READ, 0, 0x20000, 0x40000, 0, 23);

    assertThat(reader.targets(memory, command).getLeft()).isEqualTo(new PrpFault.NoList(0x40000));
    assertThat(reader.targets(memory, new Sqe(Sqe.READ, 0, 0x20000, 0x30200, 0, 15)).getLeft())
        .isEqualTo(new PrpFault.Misaligned(0x30200));
  }

  @Provide
  Arbitrary<Case> cases() {
    Arbitrary<Case> small = Arbitraries.of(2, 4, 8).flatMap(slots -> cases(64, slots, 16, 24));
    Arbitrary<Case> real = cases(4096, 512, 512, 1600);
    return Arbitraries.frequencyOf(Tuple.of(6, small), Tuple.of(1, real));
  }

  private static Arbitrary<Case> cases(int pageSize, int slots, int blockSize, int maxPages) {
    return Combinators.combine(
            Arbitraries.integers()
                .between(1, maxPages)
                .withDistribution(RandomDistribution.uniform()),
            Arbitraries.randoms(),
            Arbitraries.integers().between(0, 3))
        .as((pages, random, free) -> {
          List<DmaSegment> segments = segments(pageSize, pages, random);
          int blocks = pages * (pageSize / blockSize);
          int from = random.nextInt(Math.min(blocks, 3 * pageSize / blockSize));
          int count = 1 + random.nextInt(blocks - from);
          int whole = random.nextBoolean() ? blocks - from : count;
          return new Case(
              pageSize,
              slots,
              blockSize,
              segments,
              (long) from * blockSize,
              (long) whole * blockSize,
              free);
        });
  }

  /** The given number of pages in segments of random length at random addresses. */
  private static List<DmaSegment> segments(int pageSize, int pages, Random random) {
    List<DmaSegment> segments = List.empty();
    for (int left = pages; left > 0; ) {
      int taken = 1 + random.nextInt(Math.min(left, 5));
      long address = 0x1_0000_0000L + random.nextInt(1 << 20) * 8L * pageSize;
      segments = segments.append(new DmaSegment(address, (long) taken * pageSize));
      left -= taken;
    }
    return segments;
  }

  private static Longs entries(Case c) {
    return new PrpBuilder(Design.intended(), c.pageSize()).entries(c.iter()).get();
  }

  private static BuiltPointers build(Design design, Case c, int pages) {
    return new PrpBuilder(design, c.pageSize())
        .build(entries(c), c.memory(pages), c.pools(pages))
        .get();
  }

  private static Vector<PrpTarget> read(Case c, BuiltPointers built) {
    int nlb = (int) (c.length() / c.blockSize()) - 1;
    Sqe command = new Sqe(Sqe.READ, 7, built.prp1(), built.prp2(), 0, nlb);
    return c.reader().targets(built.memory(), Sqe.parse(command.toBytes())).get();
  }

  private static Vector<Long> blocks(Vector<PrpTarget> targets, int blockSize) {
    return targets.flatMap(
        t -> Vector.rangeBy(t.address(), t.address() + t.length(), (long) blockSize));
  }

  private static boolean insideOnePage(PrpTarget target, int pageSize) {
    return target.length() > 0
        && target.address() / pageSize == (target.address() + target.length() - 1) / pageSize;
  }
}
