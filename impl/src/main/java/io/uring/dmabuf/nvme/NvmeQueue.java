package io.uring.dmabuf.nvme;

import static io.uring.dmabuf.nvme.NvmeQueueDeviation.BAD_LIST_KEEPS_DESCRIPTORS;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.ANSWER_ALL_MOVED;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.ANSWER_OWNED;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.ANSWER_ROOM;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.BUILD_PRPS_POOL;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.BUILD_PRPS_SYNCED;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.END_REQUEST_UNMAPPED;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.FETCH_RUNG;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.FREE_DESCRIPTORS_HANDED_BACK;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.GET_TAG_FREE;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.POOL_EMPTY_POOL;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.POOL_EMPTY_SYNCED;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.REAP_COMMAND_ID;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.REAP_PHASE;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.REAP_SUBMITTED;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.REQUEUE_WAITS;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.RING_DOORBELL_NEWS;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.SUBMIT_NOT_BUSY;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.SYNC_FOR_CPU_COMPLETED;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.SYNC_FOR_DEVICE_TAGGED;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.WRITE_SQE_BUILT;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.WRITE_SQE_ROOM;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.XFER_LEFT;
import static io.uring.dmabuf.nvme.NvmeQueueGuard.XFER_OWNED;

import io.uring.dmabuf.block.BlockRequest;
import io.uring.dmabuf.block.BlockRequest.Operation;
import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Guard;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.DmaVec;
import io.uring.dmabuf.dma.Longs;
import io.uring.dmabuf.dma.Memory;
import io.uring.dmabuf.nvme.Iod.Mapped;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.function.UnaryOperator;

/**
 * The NVMe queues of all devices, one a device, from the tag of the block layer to the interrupt
 * that gives the tag back. The steps carry the names of the specification's actions; none means
 * that the step cannot be taken now. Devices count from 1, tags from 0. Specification:
 * NvmeQueue.tla; source: drivers/nvme/host/pci.c, patch 06; block/blk-mq.c.
 *
 * <p>What moves data is not here: {@link #nextTransfer} says what the controller touches next, and
 * {@link #xfer} that it has done so.
 *
 * @param layout the sizes of each queue
 * @param design the decisions
 * @param pairs the queue of each device
 */
public record NvmeQueue(QueueLayout layout, Design design, Vector<QueuePair> pairs) {

  /** Idle queues for the given number of devices. */
  public static NvmeQueue idle(QueueLayout layout, Design design, int devices) {
    return new NvmeQueue(layout, design, Vector.fill(devices, () -> QueuePair.idle(layout)));
  }

  /** The queue of a device. */
  public QueuePair pair(int device) {
    return pairs.get(device - 1);
  }

  /** The command of a tag as the controller fetched it, while it works on it. */
  public Option<Sqe> command(int device, int tag) {
    return pair(device).controller().execution(tag).map(Controller.Execution::command);
  }

  /**
   * What the controller touches next for a tag, read out of the command and its PRP list; none if
   * it does not work on the tag, has moved everything, or cannot read the list.
   */
  public Option<PrpTarget> nextTransfer(int device, int tag) {
    QueuePair pair = pair(device);
    return pair.controller().next(pair.memory(), tag);
  }

  /** {@link #getTag} in the environment in which any request may come that has no tag. */
  public Option<NvmeQueue> submit(int device, BlockRequest request) {
    boolean busy = pairs.exists(pair -> pair.tags().serves(request.id()));
    return design.holds(SUBMIT_NOT_BUSY, !busy) ? getTag(device, request) : Option.none();
  }

  /** The request gets the lowest free tag, and the tag's command id a new generation (B5, N1). */
  public Option<NvmeQueue> getTag(int device, BlockRequest request) {
    QueuePair pair = pair(device);
    Option<Integer> free = pair.tags().lowestFree();
    if (!design.holds(GET_TAG_FREE, free.isDefined())) {
      return Option.none();
    }
    int tag = free.getOrElse(0);
    int step = design.deviates(NvmeQueueDeviation.REUSE_COMMAND_ID) ? 0 : 1;
    int generation = (pair.iods().get(tag).generation() + step) % layout.generations();
    return some(
        device,
        pair.with(pair.tags().with(tag, request))
            .with(pair.iods().update(tag, new Iod(generation, new Stage.Started()))));
  }

  /** The memory is handed to the device (N3); who calls it syncs the bytes. */
  public Option<NvmeQueue> syncForDevice(int device, int tag) {
    return stage(device, tag, SYNC_FOR_DEVICE_TAGGED, Stage.Started.class, s -> new Stage.Synced());
  }

  /** {@link #buildPrps(int, int, DmaIter)} for whole pages at the given addresses. */
  public Option<NvmeQueue> buildPrps(int device, int tag, List<Long> pages) {
    int size = layout.pageSize();
    return buildPrps(
        device, tag, DmaIter.all(DmaVec.of(pages.map(page -> new DmaSegment(page, size)))));
  }

  /**
   * The command is made, with PRP entries or an SGL for a range (N4-N11). None also if the
   * controller cannot be told the range in one command, see {@link TransferChoice}, or if it is no
   * multiple of the block size.
   */
  public Option<NvmeQueue> buildPrps(int device, int tag, DmaIter iter) {
    QueuePair pair = pair(device);
    Option<Pointers> pointers = pointers(iter);
    if (pointers.isEmpty() && design.deviates(BAD_LIST_KEEPS_DESCRIPTORS)) {
      return badList(device, tag, iter);
    }
    long blocks = iter.count() / layout.blockSize();
    if (pointers.isEmpty() || iter.count() % layout.blockSize() != 0 || blocks > Sqe.MAX_BLOCKS) {
      return Option.none();
    }
    boolean synced = pair.stage(tag) instanceof Stage.Synced;
    DescriptorNeed need = pointers.get().need(pair.pools());
    if (!design.holds(BUILD_PRPS_SYNCED, synced)
        || !design.holds(BUILD_PRPS_POOL, pair.pools().suffice(need))) {
      return Option.none();
    }
    // With its guard the pool has the pages: a refusal here is a mistake in one of the two.
    BuiltPointers built =
        pointers
            .get()
            .build(pair.memory(), pair.pools())
            .getOrElseThrow(problem -> new IllegalStateException(problem.toString()));
    Sqe command = command(pair, tag, built, (int) blocks);
    return some(
        device,
        pair.with(built.memory())
            .with(built.pools())
            .at(tag, new Stage.Built(new Mapped(command, built.descriptors()))));
  }

  /** N10 of the first version: BLK_STS_IOERR, and nobody gives the list back. */
  private Option<NvmeQueue> badList(int device, int tag, DmaIter iter) {
    QueuePair pair = pair(device);
    int entries = new PrpBuilder(design, layout.pageSize()).entriesUntilBad(iter).size();
    return pair.pools()
        .take(PrpBuilder.need(pair.pools(), entries))
        .flatMap(taken ->
            some(device, pair.with(taken._2).at(tag, new Stage.Unmapped(Cqe.TRANSFER_ERROR))));
  }

  /** The descriptors that the command of a range needs; none if it cannot be told in one. */
  public Option<DescriptorNeed> need(int device, DmaIter iter) {
    return pointers(iter).map(pointers -> pointers.need(pair(device).pools()));
  }

  private Option<Pointers> pointers(DmaIter iter) {
    PrpBuilder prps = new PrpBuilder(design, layout.pageSize());
    Option<Pointers> entries =
        prps.entries(iter).toOption().map(found -> new Pointers.Prps(prps, found));
    return entries.orElse(() ->
        Option.when(
            layout.sgls() && iter.count() > 0, () -> new Pointers.Sgls(SglBuilder.blocks(iter))));
  }

  /** What the data pointer of a command will say. */
  private sealed interface Pointers {
    DescriptorNeed need(DescriptorPools pools);

    Either<PrpProblem, BuiltPointers> build(Memory memory, DescriptorPools pools);

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

  private Sqe command(QueuePair pair, int tag, BuiltPointers built, int blocks) {
    Option<BlockRequest> request = pair.tags().request(tag);
    boolean write = request.exists(r -> r.operation() == Operation.WRITE);
    return new Sqe(
        write ? Sqe.WRITE : Sqe.READ,
        built.sgl(),
        QueueLayout.cid(pair.iods().get(tag).generation(), tag),
        built.prp1(),
        built.prp2(),
        request.map(BlockRequest::lba).getOrElse(0L),
        blocks - 1);
  }

  /** There are too few descriptors for the given number of PRP entries (N8-N9). */
  public Option<NvmeQueue> poolEmpty(int device, int tag, int entries) {
    return poolEmpty(device, tag, PrpBuilder.need(pair(device).pools(), entries), false);
  }

  /**
   * There are too few descriptors, or the allocation fails for another reason (N8-N9).
   *
   * @param fails whether it does ({@code dma_pool_alloc} with GFP_ATOMIC)
   */
  public Option<NvmeQueue> poolEmpty(int device, int tag, DescriptorNeed need, boolean fails) {
    return design.holds(POOL_EMPTY_POOL, fails || !pair(device).pools().suffice(need))
        ? stage(device, tag, POOL_EMPTY_SYNCED, Stage.Synced.class, s -> new Stage.Requeued())
        : Option.none();
  }

  /** kblockd tries a requeued request again from the start (N1). */
  public Option<NvmeQueue> requeue(int device, int tag) {
    return stage(device, tag, REQUEUE_WAITS, Stage.Requeued.class, s -> new Stage.Started());
  }

  /**
   * The command is copied into the submission ring (N13). Whether there is room is looked up at the
   * controller; the kernel has fewer tags than entries instead.
   */
  public Option<NvmeQueue> writeSqe(int device, int tag) {
    QueuePair pair = pair(device);
    boolean room = pair.unfetched() < layout.sqDepth() - 1;
    boolean built = pair.stage(tag) instanceof Stage.Built;
    if (!design.holds(WRITE_SQE_ROOM, room) || !design.holds(WRITE_SQE_BUILT, built)) {
      return Option.none();
    }
    Mapped mapped = pair.stage(tag).mapped().getOrElseThrow(() -> noCommand(tag));
    return some(
        device,
        pair.with(pair.sq().write(pair.memory(), mapped.command()))
            .with(pair.sq().advanced())
            .at(tag, new Stage.Submitted(mapped)));
  }

  /** The doorbell tells the controller about all commands in the ring (N13). */
  public Option<NvmeQueue> ringDoorbell(int device) {
    QueuePair pair = pair(device);
    boolean news = pair.sq().tail() != pair.sq().rungTail();
    return design.holds(RING_DOORBELL_NEWS, news)
        ? some(
            device,
            pair.with(pair.sq().rung()).with(pair.controller().withSqTail(pair.sq().tail())))
        : Option.none();
  }

  /** The controller fetches the next command. */
  public Option<NvmeQueue> fetch(int device) {
    QueuePair pair = pair(device);
    return design.holds(FETCH_RUNG, pair.controller().rung() > 0)
        ? some(device, pair.with(pair.controller().fetch(pair.memory())))
        : Option.none();
  }

  /** The bytes of one PRP entry, those of {@link #nextTransfer}, have moved. */
  public Option<NvmeQueue> xfer(int device, int tag) {
    QueuePair pair = pair(device);
    boolean owned = pair.controller().execution(tag).isDefined();
    boolean left = !owned || nextTransfer(device, tag).isDefined();
    return design.holds(XFER_OWNED, owned) && design.holds(XFER_LEFT, left)
        ? some(device, pair.with(pair.controller().moved(tag)))
        : Option.none();
  }

  /** The controller posts the completion entry: success, or a transfer error at any time. */
  public Option<NvmeQueue> answer(int device, int tag, boolean ok) {
    QueuePair pair = pair(device);
    Controller controller = pair.controller();
    boolean early = design.deviates(NvmeQueueDeviation.COMPLETE_BEFORE_ALL_MOVED);
    boolean may = !ok || early || controller.allMoved(pair.memory(), tag);
    if (!design.holds(ANSWER_OWNED, controller.execution(tag).isDefined())
        || !design.holds(ANSWER_ROOM, !controller.cqFull())
        || !design.holds(ANSWER_ALL_MOVED, may)) {
      return Option.none();
    }
    var answered = controller.answer(pair.memory(), tag, ok ? Cqe.SUCCESS : Cqe.TRANSFER_ERROR);
    return some(device, pair.with(answered._1).with(answered._2));
  }

  /** The interrupt handler consumes the entry at the head and finds its command (C1). */
  public Option<NvmeQueue> reap(int device) {
    QueuePair pair = pair(device);
    Cqe entry = pair.cq().read(pair.memory(), pair.cq().head());
    int tag = QueueLayout.tagOf(entry.cid());
    int generation = pair.iods().get(tag).generation();
    boolean submitted = pair.stage(tag) instanceof Stage.Submitted;
    if (!design.holds(REAP_PHASE, entry.phase() == pair.cq().phase())
        || !design.holds(REAP_COMMAND_ID, QueueLayout.generationOf(entry.cid()) == generation)
        || !design.holds(REAP_SUBMITTED, submitted)) {
      return Option.none();
    }
    Mapped mapped = pair.stage(tag).mapped().getOrElseThrow(() -> noCommand(tag));
    CompletionQueue cq = pair.cq().advanced(design);
    return some(
        device,
        pair.with(cq)
            .with(pair.controller().withCqHead(cq.head()))
            .at(tag, new Stage.Completed(mapped, entry.status())));
  }

  /** The memory is handed back to the CPU (C2); who calls it syncs the bytes. */
  public Option<NvmeQueue> syncForCpu(int device, int tag) {
    return stage(
        device,
        tag,
        SYNC_FOR_CPU_COMPLETED,
        Stage.Completed.class,
        s -> new Stage.HandedBack(s.mapped().getOrElseThrow(() -> noCommand(tag)), status(s)));
  }

  /** The descriptors go back to the pool that they came from (C2). */
  public Option<NvmeQueue> freeDescriptors(int device, int tag) {
    QueuePair pair = pair(device);
    Stage before = pair.stage(tag);
    if (!design.holds(FREE_DESCRIPTORS_HANDED_BACK, before instanceof Stage.HandedBack)) {
      return Option.none();
    }
    DescriptorPools pools =
        design.deviates(NvmeQueueDeviation.SKIP_DESCRIPTOR_FREE)
            ? pair.pools()
            : before.mapped().map(made -> freed(pair, made)).getOrElse(pair.pools());
    return some(device, pair.with(pools).at(tag, new Stage.Unmapped(status(before))));
  }

  /** The descriptors by their bus addresses, which stand in the command and in the list itself. */
  private static DescriptorPools freed(QueuePair pair, Mapped made) {
    boolean sgl = made.command().sgl();
    long first = sgl ? made.command().prp1() : made.command().prp2();
    int item = sgl ? SglDescriptor.BYTES : Long.BYTES;
    Longs addresses = pair.pools().chain(pair.memory(), first, made.descriptors(), item);
    return pair.pools().giveBack(made.descriptors().pool(), addresses);
  }

  /** The request ends, and its tag is free (C3). {@link #succeeded} says how it ended. */
  public Option<NvmeQueue> endRequest(int device, int tag) {
    QueuePair pair = pair(device);
    boolean unmapped = pair.stage(tag) instanceof Stage.Unmapped;
    return design.holds(END_REQUEST_UNMAPPED, unmapped)
        ? some(device, pair.with(pair.tags().without(tag)).at(tag, new Stage.Idle()))
        : Option.none();
  }

  /** Whether the command of a tag, whose completion entry was seen, succeeded. */
  public boolean succeeded(int device, int tag) {
    return status(pair(device).stage(tag)) == Cqe.SUCCESS;
  }

  /** The block layer's request under a tag. */
  public Option<BlockRequest> request(int device, int tag) {
    return pair(device).tags().request(tag);
  }

  /** The coherent memory of a device's queue. */
  public Memory memory(int device) {
    return pair(device).memory();
  }

  private Option<NvmeQueue> stage(
      int device, int tag, Guard guard, Class<? extends Stage> from, UnaryOperator<Stage> to) {
    QueuePair pair = pair(device);
    Stage stage = pair.stage(tag);
    return design.holds(guard, from.isInstance(stage))
        ? some(device, pair.at(tag, to.apply(stage)))
        : Option.none();
  }

  private Option<NvmeQueue> some(int device, QueuePair pair) {
    return Option.some(new NvmeQueue(layout, design, pairs.update(device - 1, pair)));
  }

  private static int status(Stage stage) {
    return switch (stage) {
      case Stage.Completed s -> s.status();
      case Stage.HandedBack s -> s.status();
      case Stage.Unmapped s -> s.status();
      case Stage.Idle s -> Cqe.SUCCESS;
      case Stage.Started s -> Cqe.SUCCESS;
      case Stage.Synced s -> Cqe.SUCCESS;
      case Stage.Requeued s -> Cqe.SUCCESS;
      case Stage.Built s -> Cqe.SUCCESS;
      case Stage.Submitted s -> Cqe.SUCCESS;
    };
  }

  private static IllegalStateException noCommand(int tag) {
    return new IllegalStateException("tag " + tag + " has no command");
  }
}
