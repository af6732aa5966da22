package io.uring.dmabuf.targets;

import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.nvme.BuiltPointers;
import io.uring.dmabuf.nvme.DescriptorPool;
import io.uring.dmabuf.nvme.DescriptorPools;
import io.uring.dmabuf.nvme.PoolKind;
import io.uring.dmabuf.nvme.PrpBuilder;
import io.uring.dmabuf.nvme.PrpProblem;
import io.uring.dmabuf.nvme.SglBuilder;
import io.uring.dmabuf.replay.TlaValues;
import io.uring.dmabuf.replay.TlaValues.Shape;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.util.Locale;
import tlc2.value.impl.Value;

/**
 * The data pointers of commands as the specification Addressing has them, read out of the memory
 * that the driver has written them into. A unit is a byte.
 */
final class AddressingPointers {
  private static final int MEMORY_PAGE = 64;
  private static final int DESCRIPTORS = 32;
  private static final int PRP_BYTES = 8;
  private static final int SGL_BYTES = 16;
  private static final int SGL_TYPE_SHIFT = 60;
  private static final long SGL_LENGTH = 0xFFFF_FFFFL;
  private static final long SMALL = 1 << 16;
  private static final long LARGE = 1 << 20;

  private final PrpBuilder builder;
  private final int descBase;
  private final DescriptorPools pools;
  private final Memory memory;

  private final Shape prp = TlaValues.shape("prp1", "prp2", "pool", "lists");
  private final Shape sgl = TlaValues.shape("sgl1", "pool", "lists");
  private final Shape descriptor = TlaValues.shape("type", "addr", "len");
  private final Shape freed = TlaValues.shape("pool", "addr");

  /**
   * What a command is told.
   *
   * @param pointers what stands in the command and its descriptors
   * @param freed the descriptors that are given back
   */
  record Told(Value pointers, Value freed) {}

  AddressingPointers(ModelConstants constants, Design design) {
    builder = new PrpBuilder(design, constants.integer("PageUnits"));
    descBase = constants.integer("DescBase");
    DescriptorPool small = pool(SMALL, constants.integer("SmallEntries"));
    DescriptorPool large = pool(LARGE, constants.integer("LargeEntries"));
    pools = new DescriptorPools(small, large);
    memory =
        Memory.empty(MEMORY_PAGE)
            .withZeroPages(small.base(), DESCRIPTORS * small.pageSize() / MEMORY_PAGE)
            .withZeroPages(large.base(), DESCRIPTORS * large.pageSize() / MEMORY_PAGE);
  }

  private static DescriptorPool pool(long base, int entries) {
    int size = entries * PRP_BYTES;
    return DescriptorPool.full(base * size, size, DESCRIPTORS);
  }

  /** The PRP entries of a command: at most one element, none where they cannot say it. */
  Told prp(DmaIter iter) {
    return builder
        .entries(iter)
        .<PrpProblem>mapLeft(problem -> problem)
        .flatMap(entries -> builder.build(entries, memory, pools))
        .fold(
            problem -> new Told(TlaValues.sequence(), TlaValues.sequence()),
            built ->
                new Told(
                    TlaValues.sequence(
                        prp.of(
                            address(built.prp1()),
                            address(built.prp2()),
                            poolOf(built),
                            lists(built, this::prpList))),
                    freed(built, built.prp2(), PRP_BYTES)));
  }

  /** The SGL of a command. */
  Told sgl(DmaIter iter) {
    Either<PrpProblem, BuiltPointers> made =
        SglBuilder.build(SglBuilder.blocks(iter), memory, pools);
    BuiltPointers built = made.get();
    return new Told(
        sgl.of(descriptor(built.prp1(), built.prp2()), poolOf(built), lists(built, this::sglList)),
        freed(built, built.prp1(), SGL_BYTES));
  }

  /** How the items of a list are read off the words of one descriptor. */
  private interface Items {
    List<Value> read(List<Long> words);
  }

  private Value lists(BuiltPointers built, Items items) {
    int size = pools.pool(built.descriptors().pool()).pageSize();
    return sequence(
        pools
            .addresses(built.descriptors())
            .toVector()
            .map(at -> List.rangeBy(at, at + size, Long.BYTES))
            .map(words -> words.map(word -> built.memory().u64(word).get()))
            .map(words -> words.dropRightWhile(word -> word == 0))
            .map(words -> sequence(items.read(words)))
            .toList());
  }

  private List<Value> prpList(List<Long> words) {
    return words.map(this::address);
  }

  private List<Value> sglList(List<Long> words) {
    return words.grouped(2).map(pair -> descriptor(pair.get(0), pair.get(1))).toList();
  }

  /** A descriptor of an SGL; links count descriptors. */
  private Value descriptor(long low, long high) {
    int type = (int) (high >>> SGL_TYPE_SHIFT);
    int length = (int) (high & SGL_LENGTH);
    return switch (type) {
      case 0 -> descriptor.of(TlaValues.string("data"), address(low), TlaValues.integer(length));
      case 2 -> link("segment", low, length);
      case 3 -> link("last", low, length);
      default -> TlaValues.string("descriptor of type " + type);
    };
  }

  private Value link(String type, long low, int length) {
    return descriptor.of(
        TlaValues.string(type), address(low), TlaValues.integer(length / SGL_BYTES));
  }

  private Value freed(BuiltPointers built, long first, int itemBytes) {
    PoolKind kind = built.descriptors().pool();
    return sequence(
        pools
            .chain(built.memory(), first, built.descriptors(), itemBytes)
            .toVector()
            .map(address -> freed.of(text(kind), address(address)))
            .toList());
  }

  private static Value poolOf(BuiltPointers built) {
    return built.descriptors().pages().isEmpty()
        ? TlaValues.string("none")
        : text(built.descriptors().pool());
  }

  private static Value text(PoolKind kind) {
    return TlaValues.string(kind.name().toLowerCase(Locale.ROOT));
  }

  /** An address; that of a descriptor is its number in its pool above {@code DescBase}. */
  private Value address(long address) {
    return List.of(pools.large(), pools.small())
        .find(pool -> address >= pool.base())
        .flatMap(pool -> pool.pageAt(address))
        .fold(() -> TlaValues.integer((int) address), page -> TlaValues.integer(descBase + page));
  }

  private static Value sequence(List<Value> values) {
    return TlaValues.sequence(values.toJavaArray(Value[]::new));
  }
}
