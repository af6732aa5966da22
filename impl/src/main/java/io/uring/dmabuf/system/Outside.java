package io.uring.dmabuf.system;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.nvme.NvmeSteps;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.RawSqe;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.RingContextConfig;
import io.uring.dmabuf.uring.UpdateArgs;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import java.util.function.UnaryOperator;

/**
 * What a machine does that the specification does not have, and the list of steps therefore
 * neither:
 *
 * <pre>
 * 1  objects appear                    here: drive, file, dmabuf, memory, ring
 * 2  the CPU reads and writes memory   {@link Bytes#cpuRead}, {@link Bytes#cpuWrite}
 * 3  a disk changes by other means     {@link Bytes#withDisk}
 * 4  an allocation of the driver fails here: POOL_FAILS
 * 5  invalidation is deferred          {@link State#reaches}; here: flushed
 * 6  O_DIRECT is set and cleared       here: direct, update; {@link Importing}
 * 7  the page cache                    {@link Importing}: served
 * 8  a drive has an end, and blocks    {@link Importing}: length, split
 * 9  the CQE of a tag is consumed      here: sawTag
 * 10 ranges; requests of gigabytes    {@link Importing}: vectorRefusal, isBeyond; {@link RawSqe}
 * 11 how long ordinary memory is       {@link Calls}: entry
 * 12 a registration with buffers       here: TAG_SLOT
 * </pre>
 */
public final class Outside {

  /** N8, N9: descriptor pages suffice, and their allocation fails ({@code dma_pool_alloc}). */
  public static final Step<State, OfTag> POOL_FAILS =
      QueueSteps.lacking(true)
          .when(
              "The command needs descriptor pages.",
              (s, of) -> {
                NvmeSteps.Lack lack = QueueSteps.lack(s, of, true);
                return lack != null && lack.need().pages() > 0;
              })
          .joined();

  /**
   * The tag of a buffer that has come with its table. The kernel gives it before the next buffer
   * and takes all of them back if one fails ({@code io_clear_table_tags}), under {@code
   * uring_lock}; here they are given when none can fail any more.
   */
  public static final Step<State, Tagging> TAG_SLOT =
      Step.<State, Tagging>named("TagSlot", Actor.TASK, Domain.ofWhole())
          .in(Group.REGISTRATION)
          .tells(
              Event.TagGiven.class,
              (before, of, after) ->
                  before
                      .table()
                      .nodeIn(of.slot())
                      .map(node -> (Event) new Event.TagGiven(of.tag(), node))
                      .toList())
          .then((s, of) -> {
            RingContext tagged = s.table().tagging(of.slot(), of.tag());
            return tagged == null ? null : s.with(s.rings().with(s.ctx(), tagged));
          });

  private static final List<Step<State, ?>> STEPS = Step.declaredIn(Outside.class);

  /** Whether a step is one of these, of which the specification's laws say nothing. */
  public static boolean has(Step<State, ?> step) {
    return STEPS.contains(step);
  }

  /**
   * A slot whose buffer gets a tag.
   *
   * @param tag as user data
   */
  public record Tagging(SlotId slot, long tag) {}

  private Outside() {}

  /** A drive; its number is the next. The kernel sets the virtual boundary of its queue. */
  public static Machine drive(Machine machine, DriveConfig made) {
    State s = machine.state();
    DriveConfig config = made.on(s.design());
    DeviceId id = DeviceId.of(s.platform().drives().size() + 1);
    return new Machine(
        new State(
            s.platform().withDrive(id, config),
            s.ctx(),
            s.rings(),
            s.mapping().withNewDevice(id, config.space(), config.domain(s.platform().pageSize())),
            s.queue().withNew(config.layout())),
        machine.bytes().withDrive(id, config));
  }

  /** A file of a drive, open; its number is the next. */
  public static Machine file(Machine machine, DeviceId drive, boolean direct) {
    FileId id = FileId.of(machine.state().mapping().files().size() + 1);
    return with(machine, s -> s.with(s.mapping().withNewFile(id, drive).withDirect(id, direct)));
  }

  /** A dma-buf just exported; its number is the next, and its memory appears with it. */
  public static Machine dmabuf(Machine machine, Vector<DmaSegment> segments) {
    DmabufId id = DmabufId.of(machine.state().mapping().dmabufs().size() + 1);
    return with(machine, s -> s.with(s.mapping().withNewDmabuf(id, segments)))
        .with(segments.foldLeft(machine.bytes(), Bytes::withMemory));
  }

  /**
   * Ordinary memory of the user, made of these pieces; its number is the next.
   *
   * @param folio how many bytes the folios have that its pages are in, a power of two
   */
  public static Machine memory(Machine machine, Vector<DmaSegment> pieces, int folio) {
    AreaId id = AreaId.of(machine.state().platform().areas().size() + 1);
    Area area = Area.of(pieces, folio, machine.state().platform().pageSize());
    return with(machine, s -> s.with(s.platform().withArea(id, area)))
        .with(pieces.foldLeft(machine.bytes(), Bytes::withMemory));
  }

  /**
   * A ring without a table, of a task of its own, with a worker for each request; its number is the
   * next.
   */
  public static Machine ring(Machine machine, int slots, int requests) {
    int task = machine.state().rings().all().size() + 1;
    return with(
        machine,
        s ->
            s.with(
                s.rings()
                    .withNew(
                        new RingContextConfig(
                            slots,
                            requests,
                            task,
                            requests,
                            Long.MAX_VALUE,
                            HashSet.empty(),
                            s.design()))));
  }

  /** O_DIRECT is set or cleared ({@code fcntl(F_SETFL)}). */
  public static Machine direct(Machine machine, FileId file, boolean direct) {
    return with(machine, s -> s.with(s.mapping().withDirect(file, direct)));
  }

  /**
   * What an update asks for, which is refused where a file that is not O_DIRECT is asked for its
   * device (R11).
   */
  public static UpdateArgs update(State s, UpdateArgs args) {
    boolean refused = args.file().exists(file -> !s.mapping().isDirect(file));
    boolean failsBefore =
        args.fault().exists(stage -> stage.compareTo(UpdateStage.GET_DMA_DEVICE) <= 0);
    return refused && !failsBefore ? args.failingAt(UpdateStage.GET_DMA_DEVICE) : args;
  }

  /** The caches of a drive's IOMMU are flushed ({@code iommu_flush_iotlb_all}). */
  public static Machine flushed(Machine machine, DeviceId drive) {
    return with(machine, s -> s.with(s.mapping().flushed(drive)));
  }

  /** The user consumes the CQE of a tag. */
  public static Machine sawTag(Machine machine, RingId ring, long tag) {
    return with(machine, s -> s.with(s.rings().with(ring, s.rings().get(ring).seeingTag(tag))));
  }

  private static Machine with(Machine machine, UnaryOperator<State> change) {
    return new Machine(change.apply(machine.state()), machine.bytes());
  }
}
