package io.uring.dmabuf.nvme;

import io.uring.dmabuf.block.Bio;
import io.uring.dmabuf.block.BioSplitter;
import io.uring.dmabuf.block.BlockRequest.Operation;
import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.DmaDirection;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.DmaVec;
import io.uring.dmabuf.dma.Longs;
import io.uring.dmabuf.dma.Memory;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The laws of a request's way from its range of a buffer to what the controller touches. */
final class LayoutLaws {
  private static final long POOL = 0x40_0000L;

  /** What a layout was an example of. */
  enum Seen {
    CROSSES_PAGE,
    CROSSES_SEGMENT,
    CROSSES_LIST_PAGE,
    PASSES_LIMIT,
    READ,
    WRITE,
    COHERENT,
    NON_COHERENT,
    BOUNCE,
    IOMMU_STRICT,
    IOMMU_DEFERRED,
    PRP,
    SGL,
    SGL_CHAIN,
    SMALL_LIST,
    LARGE_LIST,
    REFUSED,
    BEYOND_4_GIB,
    SEGMENT_BEYOND_2_GIB,
    STARTS_INSIDE_PAGE,
    MOVES_IN_PART,
    TWO_DEVICES,
    TWO_DEVICES_TRANSLATED,
    READ_BY_ONE_WRITTEN_BY_OTHER
  }

  private final Design design;
  private final Map<Seen, Integer> tally = new EnumMap<>(Seen.class);

  LayoutLaws(Design design) {
    this.design = design;
  }

  /** How many layouts were examples of something. */
  int count(Seen seen) {
    return tally.getOrDefault(seen, 0);
  }

  private void see(Seen seen, boolean really) {
    if (really) {
      tally.merge(seen, 1, Integer::sum);
    }
  }

  /** Checks all laws on a layout; throws the first {@link BrokenLaw}. */
  void check(Layout layout, Random random) {
    Layout other = layout.onAnotherDevice(random);
    FlatDevice device = new FlatDevice(layout, random);
    FlatDevice beside = device.beside(other, random);
    classify(layout);
    boolean done = check(layout, device, random);
    if (done && random.nextBoolean()) {
      beside.begin();
      law("one device finds what the other has left", device.leaves(beside));
      if (!check(other, beside, random)) {
        return;
      }
      see(Seen.TWO_DEVICES, true);
      see(Seen.TWO_DEVICES_TRANSLATED, layout.reach().translated() && other.reach().translated());
      see(
          Seen.READ_BY_ONE_WRITTEN_BY_OTHER,
          layout.operation() == Operation.READ && other.operation() == Operation.WRITE);
    }
  }

  /** Checks all laws of a request on its device: whether the request was served. */
  private boolean check(Layout layout, FlatDevice device, Random random) {
    DmaVec vec = DmaVec.copied(design, layout.segments());
    DmaIter iter =
        DmaIter.imported(design, vec, layout.offset(), layout.length(), Long.MAX_VALUE)
            .getOrElseThrow(errno -> new BrokenLaw("a range of the buffer is accepted"));
    window(layout, iter);
    moves(layout, iter, random);
    Bio bio = Bio.of(iter, layout.position());
    Either<?, Vector<Bio>> split = new BioSplitter(design, layout.limits()).split(bio);
    if (split.isLeft()) {
      see(Seen.REFUSED, true);
      refusal(layout);
      return false;
    }
    parts(layout, split.get());
    see(Seen.PASSES_LIMIT, split.get().size() > 1);
    transfer(layout, iter, split.get(), device);
    return true;
  }

  private void classify(Layout layout) {
    List<DmaSegment> pieces = layout.pieces(0, layout.length());
    DmaSegment first = pieces.getFirst();
    boolean pages =
        pieces.size() > 1
            || first.address() / layout.pageSize() != (first.end() - 1) / layout.pageSize();
    see(Seen.CROSSES_PAGE, pages);
    see(Seen.CROSSES_SEGMENT, pieces.size() > 1);
    see(Seen.STARTS_INSIDE_PAGE, first.address() % layout.pageSize() != 0);
    see(Seen.valueOf(layout.operation().name()), true);
    see(Seen.valueOf(layout.reach().name()), true);
    see(Seen.BEYOND_4_GIB, layout.offset() > 1L << 32);
    see(Seen.SEGMENT_BEYOND_2_GIB, layout.physical().exists(s -> s.length() >= 1L << 31));
    see(Seen.MOVES_IN_PART, layout.moved() < layout.length());
  }

  private static void window(Layout layout, DmaIter iter) {
    List<DmaSegment> pieces = layout.pieces(0, layout.length());
    law("the window is the requested range", iter.pieces().asJava().equals(pieces));
    law("the segments counted hold the range", iter.segs() == pieces.size());
    for (int unit = 1; unit <= layout.block(); unit *= 8) {
      int u = unit;
      boolean aligned = pieces.stream().allMatch(p -> p.address() % u == 0 && p.length() % u == 0);
      law("a range is aligned if its pieces are", iter.isAligned(u, u) == aligned);
    }
  }

  private static void moves(Layout layout, DmaIter iter, Random random) {
    long a = random.nextLong(layout.length() + 1);
    long b = random.nextLong(layout.length() + 1);
    DmaIter to = iter.advance(a);
    law("advancing drops the front", to.count() == layout.length() - a);
    law(
        "what is left are the last bytes",
        to.pieces().asJava().equals(layout.pieces(a, layout.length() - a)));
    law("advancing twice is advancing by the sum", to.advance(b).equals(iter.advance(a + b)));
    law("restoring undoes", to.advance(b).restore(iter.save()).equals(iter));
    law("reverting undoes", to.revert(a).equals(iter));
  }

  /** Nothing is refused of which each block alone keeps to the limits. */
  private static void refusal(Layout layout) {
    for (long at = 0; at < layout.length(); at += layout.block()) {
      if (!layout.fits(at, layout.block())) {
        return;
      }
    }
    law("a request that could be split is not refused", false);
  }

  private static void parts(Layout layout, Vector<Bio> parts) {
    long done = 0;
    for (Bio part : parts) {
      law("parts follow each other on the disk", part.position() == layout.position() + done);
      law(
          "parts follow each other in memory",
          part.iter().pieces().asJava().equals(layout.pieces(done, part.size())));
      law("a part is of whole blocks", part.size() > 0 && part.size() % layout.block() == 0);
      law("a part keeps to every limit", layout.fits(done, part.size()));
      done += part.size();
      law(
          "a part is the longest possible",
          done == layout.length()
              || !layout.fits(done - part.size(), part.size() + layout.block()));
    }
    law("the parts are the whole", done == layout.length());
  }

  private void transfer(Layout layout, DmaIter iter, Vector<Bio> parts, FlatDevice device) {
    device.begin();
    NvmeSync sync =
        NvmeSync.of(
                design,
                iter,
                DmaDirection.BIDIRECTIONAL,
                layout.operation(),
                layout.reach().needsSync())
            .get();
    synced(layout, sync.forDevice());
    synced(layout, sync.forCpu());
    sync.forDevice().forEach(range -> device.sync(range, true));
    long done = 0;
    for (Bio part : parts) {
      long before = done;
      for (PrpTarget target : told(layout, part)) {
        law("targets follow each other", target.offset() == done - before);
        device.move(target.address(), target.length(), done);
        done += target.length();
      }
    }
    law("the controller is told as many bytes", done == layout.length());
    device.evict();
    sync.forCpu().forEach(range -> device.sync(range, false));
    law("the requested bytes have moved and no other", device.isRight());
    law(
        "a mapping ends at once, or with the flush",
        device.endsMapping(layout.pieces(0, 1).getFirst().address()));
  }

  private static void synced(Layout layout, Vector<DmaSegment> ranges) {
    law(
        "exactly the requested bytes are synced",
        layout.reach().needsSync()
            ? ranges.asJava().equals(layout.pieces(0, layout.length()))
            : ranges.isEmpty());
  }

  /** What the controller reads out of the 64 bytes of a part's command, and out of memory. */
  private Vector<PrpTarget> told(Layout layout, Bio part) {
    DescriptorPools pools = pools(layout);
    Memory memory =
        Memory.empty(layout.largeEntries() * Long.BYTES)
            .withZeroPages(POOL, pools.large().available() + 2);
    PrpBuilder prps = new PrpBuilder(design, layout.pageSize());
    Either<PrpProblem, BuiltPointers> made =
        prps.entries(part.iter())
            .fold(
                problem ->
                    layout.sgls()
                        ? SglBuilder.build(SglBuilder.blocks(part.iter()), memory, pools)
                        : Either.left(problem),
                entries -> prps.build(entries, memory, pools));
    BuiltPointers built =
        made.getOrElseThrow(
            problem -> new BrokenLaw("the driver can tell the controller every part"));
    int blocks = (int) (part.size() / layout.block());
    Sqe command =
        Sqe.parse(
            new Sqe(Sqe.READ, built.sgl(), 1, built.prp1(), built.prp2(), 0, blocks - 1).toBytes());
    returned(pools, built);
    int listPage = layout.largeEntries() * Long.BYTES;
    return new DataPointerReader(
            new PrpReader(layout.pageSize(), listPage, layout.block()),
            new SglReader(layout.block()))
        .targets(built.memory(), command)
        .getOrElseThrow(fault -> new BrokenLaw("the controller can read what it is told"));
  }

  private void returned(DescriptorPools pools, BuiltPointers built) {
    int taken = built.descriptors().pages().size();
    Longs addresses =
        built
            .pools()
            .chain(
                built.memory(),
                built.sgl() ? built.prp1() : built.prp2(),
                built.descriptors(),
                built.sgl() ? SglDescriptor.BYTES : Long.BYTES);
    law(
        "descriptors stand in the list with the address that they came with",
        addresses.equals(pools.addresses(built.descriptors())));
    law(
        "the pool has so many less",
        built.pools().small().available() + built.pools().large().available() + taken
            == pools.small().available() + pools.large().available());
    law(
        "descriptors go back to their pool",
        built.pools().giveBack(built.descriptors().pool(), addresses).equals(pools));
    see(built.sgl() ? Seen.SGL : Seen.PRP, true);
    see(Seen.SMALL_LIST, taken > 0 && built.descriptors().pool() == PoolKind.SMALL);
    see(Seen.LARGE_LIST, taken > 0 && built.descriptors().pool() == PoolKind.LARGE);
    see(built.sgl() ? Seen.SGL_CHAIN : Seen.CROSSES_LIST_PAGE, taken > 1);
  }

  private static DescriptorPools pools(Layout layout) {
    int large = layout.largeEntries() * Long.BYTES;
    int pages = 40;
    return new DescriptorPools(
        DescriptorPool.full(
            POOL + (long) pages * large,
            layout.smallEntries() * Long.BYTES,
            layout.smallEntries() == 0 ? 0 : 2),
        DescriptorPool.full(POOL, large, pages));
  }

  private static void law(String law, boolean holds) {
    if (!holds) {
      throw new BrokenLaw(law);
    }
  }
}
