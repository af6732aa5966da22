package io.uring.dmabuf.nvme;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.nvme.PrpBuilder.Built;
import io.uring.dmabuf.nvme.PrpProblem.NotExpressible;
import io.uring.dmabuf.nvme.PrpProblem.PoolExhausted;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
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
      List<Segment> segments,
      long offset,
      long length,
      int free) {

    PrpReader reader() {
      return new PrpReader(pageSize, slots * Long.BYTES, blockSize);
    }

    DescriptorPool pool(int pages) {
      return DescriptorPool.full(POOL, slots * Long.BYTES, pages);
    }

    Memory memory(int pages) {
      return Memory.empty(slots * Long.BYTES).withZeroPages(POOL, pages);
    }

    /** The address of each block of the range, one by one. */
    Vector<Long> blocks() {
      ArrayList<Long> blocks = new ArrayList<>();
      for (Segment segment : segments) {
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
    Built built = build(Design.intended(), c, 2000);
    Vector<PrpTarget> targets = read(c, built);
    Statistics.label("pages of the list").collect(Math.min(built.descriptors().size(), 3));
    Statistics.label("pages of the list")
        .coverage(coverage -> {
          coverage.check(0).count(n -> n > 0);
          coverage.check(1).count(n -> n > 0);
          coverage.check(3).count(n -> n > 0);
        });

    assertThat(blocks(targets, c.blockSize())).isEqualTo(c.blocks());
    assertThat(targets.map(PrpTarget::offset))
        .isEqualTo(targets.map(t -> (long) t.length()).scanLeft(0L, Long::sum).init());
    assertThat(targets.forAll(t -> insideOnePage(t, c.pageSize()))).isTrue();
  }

  @Property(tries = 200)
  void aListTakesThePagesThatItNeedsAndWritesNoOther(@ForAll("cases") Case c) {
    DescriptorPool pool = c.pool(2000);
    Vector<Long> entries = entries(c);
    Built built = build(Design.intended(), c, 2000);
    int needed = PrpBuilder.pagesFor(entries.size(), c.slots());

    assertThat(built.descriptors()).isEqualTo(List.rangeClosed(1, needed));
    assertThat(built.pool().giveBack(built.descriptors())).isEqualTo(pool);
    assertThat(built.memory().read(pool.address(needed + 1), c.slots() * Long.BYTES).get())
        .containsOnly(0);
  }

  @Property(tries = 200)
  void aPoolThatIsTooSmallIsAnAnswerAndNothingIsTaken(@ForAll("cases") Case c) {
    int needed = PrpBuilder.pagesFor(entries(c).size(), c.slots());
    int free = Math.min(c.free(), needed);
    var built =
        new PrpBuilder(Design.intended(), c.pageSize())
            .build(entries(c), c.memory(free), c.pool(free));

    if (free < needed) {
      assertThat(built.getLeft()).isEqualTo(new PoolExhausted());
    } else {
      assertThat(built.get().pool().available()).isZero();
    }
  }

  @Property(tries = 100)
  void onePageOfASecondPointerMoreIsSeen(@ForAll("cases") Case c) {
    Design wrong = Design.intended().with(NvmeQueueDeviation.SECOND_POINTER_SKIPS_PAGE);
    boolean same = blocks(read(c, build(wrong, c, 2000)), c.blockSize()).equals(c.blocks());
    assertThat(same).isEqualTo(entries(c).size() != 2);
  }

  @Property(tries = 100)
  void anEntryLostUnderAChainPointerIsSeen(@ForAll("cases") Case c) {
    Design wrong = Design.intended().with(NvmeQueueDeviation.CHAIN_ENTRY_OVERWRITTEN);
    boolean same = blocks(read(c, build(wrong, c, 2000)), c.blockSize()).equals(c.blocks());
    assertThat(same).isEqualTo(PrpBuilder.pagesFor(entries(c).size(), c.slots()) < 2);
  }

  @Example
  void entriesOfFourPagesWithAnOffset() {
    PrpBuilder builder = new PrpBuilder(Design.intended(), 4096);
    List<Segment> segments = List.of(new Segment(0x20000, 8192), new Segment(0x90000, 8192));

    assertThat(builder.entries(segments, 512, 8192).get())
        .containsExactly(0x20200L, 0x21000L, 0x90000L);
    assertThat(builder.entries(segments, 4096, 4096).get()).containsExactly(0x21000L);
    assertThat(builder.entries(segments, 8192 + 512, 512).get()).containsExactly(0x90200L);
  }

  @Example
  void whatPrpEntriesCannotExpressIsAnAnswer() {
    PrpBuilder builder = new PrpBuilder(Design.intended(), 4096);
    Segment page = new Segment(0x20000, 4096);

    assertThat(builder.entries(List.of(page, new Segment(0x30200, 3584)), 0, 7680).getLeft())
        .isInstanceOf(NotExpressible.class);
    assertThat(builder.entries(List.of(new Segment(0x20000, 512), page), 0, 4608).getLeft())
        .isInstanceOf(NotExpressible.class);
    assertThat(builder.entries(List.of(page), 512, 4096).getLeft())
        .isEqualTo(new NotExpressible("a range that ends 512 bytes behind the segments"));
    assertThat(builder.entries(List.of(page), 0, 0).isLeft()).isTrue();
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
          List<Segment> segments = segments(pageSize, pages, random);
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
  private static List<Segment> segments(int pageSize, int pages, Random random) {
    List<Segment> segments = List.empty();
    for (int left = pages; left > 0; ) {
      int taken = 1 + random.nextInt(Math.min(left, 5));
      long address = 0x1_0000_0000L + random.nextInt(1 << 20) * 8L * pageSize;
      segments = segments.append(new Segment(address, (long) taken * pageSize));
      left -= taken;
    }
    return segments;
  }

  private static Vector<Long> entries(Case c) {
    return new PrpBuilder(Design.intended(), c.pageSize())
        .entries(c.segments(), c.offset(), c.length())
        .get();
  }

  private static Built build(Design design, Case c, int pages) {
    return new PrpBuilder(design, c.pageSize())
        .build(entries(c), c.memory(pages), c.pool(pages))
        .get();
  }

  private static Vector<PrpTarget> read(Case c, Built built) {
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
