package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.State.TABLE;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.nvme.NvmeSteps;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.CancelSteps;
import io.uring.dmabuf.uring.CqeSteps;
import io.uring.dmabuf.uring.ExitSteps;
import io.uring.dmabuf.uring.RawSqe;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContextConfig;
import io.uring.dmabuf.uring.SubmitSteps;
import io.uring.dmabuf.uring.WorkerSteps;
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
 * 2  memory and disks change           {@link Bytes#cpuRead}, cpuWrite, withDisk
 * 3  an allocation of the driver fails here: POOL_FAILS
 * 4  invalidation is deferred          {@link State#reaches}; here: flushed
 * 5  O_DIRECT is set and cleared       here: direct, update; {@link Importing}
 * 6  the page cache                    {@link Importing}: served
 * 7  a drive has an end, and blocks    {@link Importing}: length, split
 * 8  the CQE of a tag is consumed      here: sawTag
 * 9  ranges; requests of gigabytes     {@link Importing}: vectorRefusal, isBeyond; {@link RawSqe}
 * 10 how long ordinary memory is       {@link Calls}: entry
 * 11 files without a device (pipes)    here: pipe, PIPE_ANSWERS; {@link Importing}: withoutDevice
 * 12 requests without a file           {@link Nops}
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
   * A request on ordinary pages waits on a pipe ({@code io_read_fixed}, {@code io_write_fixed}).
   */
  public static final Step<State, NoArgs> ISSUE_ORDINARY =
      Step.lifting(TABLE, SubmitSteps.ISSUE_ORDINARY).joined();

  /** The same by a worker. */
  public static final Step<State, RequestId> WORKER_ISSUE_ORDINARY =
      Step.lifting(TABLE, WorkerSteps.WORKER_ISSUE_ORDINARY).joined();

  /** The other end of a pipe lets a request that waits there end. */
  public static final Step<State, CqeSteps.Ended> PIPE_ANSWERS =
      Step.lifting(TABLE, CqeSteps.PART_ENDS)
          .when(
              "Its file has no device.",
              (s, end) ->
                  s.table()
                      .requests()
                      .get(end.req())
                      .flatMap(Request::file)
                      .exists(file -> !s.mapping().hasDevice(file)))
          .joined();

  /** A request that waits on a pipe is cancelled ({@code io_poll_cancel}). */
  public static final Step<State, RequestId> CANCEL_IN_FLIGHT =
      Step.lifting(TABLE, CancelSteps.CANCEL_IN_FLIGHT).joined();

  /** The same by the exit work of its ring ({@code io_uring_try_cancel_requests}). */
  public static final Step<State, RequestId> EXIT_CANCELS =
      Step.lifting(TABLE, ExitSteps.EXIT_CANCELS)
          .when("It waits in poll.", (s, req) -> s.table().polls(req))
          .joined();

  private static final List<Step<State, ?>> STEPS =
      Step.<State>declaredIn(Outside.class).appendAll(Nops.ALL);

  /** Whether a step is one of these, of which the specification's laws say nothing. */
  public static boolean has(Step<State, ?> step) {
    return STEPS.contains(step);
  }

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

  /** One end of a pipe, open, on which requests of every ring wait; its number is the next. */
  public static Machine pipe(Machine machine) {
    FileId id = FileId.of(machine.state().mapping().files().size() + 1);
    return with(
        machine,
        s -> {
          State made = s.with(s.mapping().withNewPipe(id));
          for (RingId ring : s.rings().all().ids()) {
            made = made.with(made.rings().with(ring, made.rings().get(ring).polling(id)));
          }
          return made;
        });
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
   * @param folios how many bytes the folios have that the pages of each piece are in, powers of two
   */
  public static Machine memory(Machine machine, Vector<DmaSegment> pieces, Vector<Integer> folios) {
    AreaId id = AreaId.of(machine.state().platform().areas().size() + 1);
    Area area = Area.of(pieces, folios, machine.state().platform().pageSize());
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
                            HashSet.ofAll(s.mapping().files().ids()).reject(s.mapping()::hasDevice),
                            true,
                            s.design()))));
  }

  /** O_DIRECT is set or cleared ({@code fcntl(F_SETFL)}). */
  public static Machine direct(Machine machine, FileId file, boolean direct) {
    return with(machine, s -> s.with(s.mapping().withDirect(file, direct)));
  }

  /** The caches of a drive's IOMMU are flushed ({@code iommu_flush_iotlb_all}). */
  public static Machine flushed(Machine machine, DeviceId drive) {
    return with(machine, s -> s.with(s.mapping().flushed(drive)));
  }

  /**
   * A request that is about to take another buffer than the one in whose addresses it was written:
   * none of these lies in that.
   */
  public static Machine nowhere(Machine machine, RingId ring, RequestId req) {
    return with(machine, s -> s.with(s.rings().with(ring, s.rings().get(ring).readdressed(req))));
  }

  /** A cancellation that a request asked for is done: the CQE of that request. */
  public static Machine answered(Machine machine, RingId ring, long userData, int res) {
    return with(
        machine, s -> s.with(s.rings().with(ring, s.rings().get(ring).answering(userData, res))));
  }

  /** The user consumes the CQE of a tag, or of a cancellation. */
  public static Machine sawTag(Machine machine, RingId ring, long tag) {
    return with(machine, s -> s.with(s.rings().with(ring, s.rings().get(ring).seeingTag(tag))));
  }

  private static Machine with(Machine machine, UnaryOperator<State> change) {
    return new Machine(change.apply(machine.state()), machine.bytes());
  }
}
