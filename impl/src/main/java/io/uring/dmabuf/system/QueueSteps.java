package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.DmabufRwDeviation.SKIP_SYNC_FOR_DEVICE;
import static io.uring.dmabuf.system.DmabufRwDeviation.STALE_ADDRESSES;
import static io.uring.dmabuf.system.State.MAPPING;
import static io.uring.dmabuf.system.State.QUEUE;

import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.dma.DmaVec;
import io.uring.dmabuf.dmabuf.MappingSteps;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.nvme.NvmeSteps;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.Owner;
import io.uring.dmabuf.step.Step;
import io.vavr.collection.List;
import io.vavr.control.Option;
import org.jspecify.annotations.Nullable;

/**
 * A command from its tag to the doorbell, by the submitter or by kblockd after a requeue (patch 06,
 * N1 to N13). Devices are numbered from 1, tags from 0.
 */
public final class QueueSteps {

  /** N3: the memory is handed to the device ({@code nvme_sync_dma}). */
  public static final Step<State, OfTag> SYNC_FOR_DEVICE =
      Step.lifting(QUEUE, NvmeSteps.SYNC_FOR_DEVICE)
          .when("The request works in a dma-buf.", (s, of) -> !s.mapsItself(of))
          .moves((s, of) ->
              s.design().deviates(SKIP_SYNC_FOR_DEVICE) ? List.empty() : s.syncs(of, true))
          .joined();

  /** N3: ordinary pages are mapped instead, which hands them over too ({@code nvme_map_data}). */
  public static final Step<State, OfTag> MAP_PAGES =
      queueing("MapPages")
          .on(QUEUE, NvmeSteps.SYNC_FOR_DEVICE, (s, of) -> of)
          .on(
              MAPPING,
              MappingSteps.MAP_PAGES,
              (s, of) -> new MappingSteps.OfCommand(of, s.pagesOf(of)))
          .when("The request works in ordinary pages.", State::mapsItself)
          .moves(State::syncsOfMapping)
          .joined();

  /** N3: registrations and other commands have all addresses; the block layer tries again. */
  public static final Step<State, OfTag> SPACE_FULL =
      queueing("SpaceFull")
          .on(QUEUE, NvmeSteps.SPACE_FULL, (s, of) -> of)
          .when("The request works in ordinary pages.", State::mapsItself)
          .when(
              "Its device has too few free addresses.",
              (s, of) -> s.mapping().placed(of.device(), s.pagesOf(of)).isEmpty())
          .joined();

  /** N4 to N11: PRP entries for the buffer ({@code nvme_dma_premapped}, {@code nvme_map_data}). */
  public static final Step<State, OfTag> BUILD_PRPS =
      queueing("BuildPrps").on(QUEUE, NvmeSteps.BUILD_PRPS, QueueSteps::build).joined();

  /**
   * N8, N9: too few descriptor pages; what is mapped is unmapped, and the block layer tries again.
   */
  public static final Step<State, OfTag> POOL_EMPTY = lacking(false).joined();

  /** N1: kblockd tries a requeued request again ({@code blk_mq_run_work_fn}). */
  public static final Step<State, OfTag> REQUEUE = Step.lifting(QUEUE, NvmeSteps.REQUEUE).joined();

  /** N13: the command is copied into the submission ring ({@code nvme_sq_copy_cmd}). */
  public static final Step<State, OfTag> WRITE_SQE =
      Step.lifting(QUEUE, NvmeSteps.WRITE_SQE).joined();

  /** N13: the doorbell ({@code nvme_write_sq_db}). */
  public static final Step<State, DeviceId> RING_DOORBELL =
      Step.lifting(QUEUE, NvmeSteps.RING_DOORBELL).joined();

  /** The steps of this class. */
  static final List<Step<State, ?>> ALL = Step.declaredIn(QueueSteps.class);

  private QueueSteps() {}

  private static Step.Making<State, OfTag> queueing(String action) {
    return Step.<State, OfTag>named(action, Actor.TASK, OfTag.EVERY)
        .in(Group.QUEUEING)
        .of((s, of) -> new Owner.Device(of.device()));
  }

  /**
   * A command that does not get the descriptor pages that it needs, which is being made.
   *
   * @param fails whether an allocation fails, though there are enough
   */
  static Step.Making<State, OfTag> lacking(boolean fails) {
    return queueing("PoolEmpty")
        .on(QUEUE, NvmeSteps.POOL_EMPTY, (s, of) -> lack(s, of, fails))
        .onWhere(MAPPING, MappingSteps.UNMAP_PAGES, (s, of) -> s.mapsItself(of) ? of : null)
        .moves((s, of) -> s.mapsItself(of) ? s.syncsOfUnmapping(of) : List.empty());
  }

  private static NvmeSteps.@Nullable Build build(State s, OfTag of) {
    return iter(s, of).map(iter -> new NvmeSteps.Build(of, iter)).getOrNull();
  }

  /** What the command of a tag needs and does not get; null where it covers nothing. */
  static NvmeSteps.@Nullable Lack lack(State s, OfTag of, boolean fails) {
    return iter(s, of)
        .flatMap(iter -> s.queue().need(of.device(), iter))
        .map(need -> new NvmeSteps.Lack(of, need, fails))
        .getOrNull();
  }

  /** The device addresses of what the command of a tag covers; none where it covers nothing. */
  private static Option<DmaIter> iter(State s, OfTag of) {
    if (s.requestOf(of).isEmpty()) {
      return Option.none();
    }
    Option<RegbufId> other =
        s.design().deviates(STALE_ADDRESSES) ? s.regbufInTable() : Option.none();
    return s.mapsItself(of) || other.isDefined()
        ? Option.some(
            DmaIter.all(
                DmaVec.of(
                    other.map(rb -> s.addressesIn(of, rb)).getOrElse(() -> s.addressesOf(of)))))
        : s.range(of);
  }
}
