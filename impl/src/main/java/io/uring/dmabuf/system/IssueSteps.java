package io.uring.dmabuf.system;

import io.uring.dmabuf.block.Bio;
import io.uring.dmabuf.block.BioSplitter;
import io.uring.dmabuf.block.BlockRequest;
import io.uring.dmabuf.block.BlockRequest.Operation;
import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.block.PartOf;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.DmaDirection;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.DmaVec;
import io.uring.dmabuf.dmabuf.RegBuf;
import io.uring.dmabuf.dmabuf.ScatterTable;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.DescriptorNeed;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.nvme.NvmeQueue;
import io.uring.dmabuf.nvme.NvmeSteps;
import io.uring.dmabuf.nvme.NvmeSync;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.system.DriveConfig.Reach;
import io.uring.dmabuf.system.Transfer.Part;
import io.uring.dmabuf.system.Transfer.Progress;
import io.uring.dmabuf.uring.Call.Submit;
import io.uring.dmabuf.uring.CqeSteps;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.SubmitSteps;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;

/**
 * A request of a {@link Host} from the range that it names to commands in the submission rings of
 * its drive: import, direct I/O, split, tag, sync, data pointers (patches 04 to 06, 11 and 12). A
 * block request that finds no tag, or no descriptor page, waits; its submitter does not.
 */
public sealed interface IssueSteps permits Host {
  /** What device addresses must be multiples of, in bytes ({@code dma_alignment} of NVMe). */
  int DMA_ALIGNMENT = 4;

  /** The machine that the steps start from. */
  Host self();

  /** The next step of a submission that is neither that of any request nor its return. */
  default Option<Host> issue(RingId ring, Submit call) {
    RingRequest id = new RingRequest(ring, call.req());
    return switch (call.stage()) {
      case IMPORT -> checkImport(id);
      case GET_TAG -> dispatch(id);
      case ISSUE -> advance(id).orElse(() -> issueReturns(id));
      case LOOKUP, ORDINARY, POST_CQE, FREE_REQ, RETURN -> Option.none();
    };
  }

  /**
   * I2 to I9, D1, D2, B1 to B4: the request is accepted or fails: as every import, then with EINVAL
   * for a dma-buf and a file that is not O_DIRECT any more, ENOSPC for a write behind the end of
   * the drive, EINVAL for what is not aligned and for what no command can express.
   */
  private Option<Host> checkImport(RingRequest id) {
    State view = self().view(id.ring());
    Transfer transfer = self().transfers().get(id).get();
    Option<Errno> errno =
        transfer
            .vector()
            .flatMap(ranges -> self().vectorRefusal(id, ranges))
            .orElse(() -> SubmissionSteps.refusal(view, id.req(), sizeFor(id, transfer), 1))
            .orElse(() -> plan(id, transfer).left().toOption());
    return self().onRing(id.ring(), SubmitSteps.CHECK_IMPORT, errno);
  }

  /** The size of the buffer that a request works in; the ranges of a vector may overlap. */
  private long sizeFor(RingRequest id, Transfer transfer) {
    return transfer.vector().isDefined()
        ? Long.MAX_VALUE
        : self()
            .regbufOf(id)
            .flatMap(RegBuf::dmabuf)
            .map(self()::lengthOf)
            .getOrElse(() -> self().areaOf(id).fold(() -> 0L, self().users()::length));
  }

  /**
   * What becomes of a request that was accepted.
   *
   * @param parts its block requests; none if there is nothing to wait for
   * @param copied how many bytes the CPU copies
   */
  record Plan(Vector<Part> parts, long copied) {
    private static final Plan NOTHING = new Plan(Vector.empty(), 0);
  }

  /**
   * What becomes of a request, in this order: nothing without a byte, or for a read behind the end
   * of the drive; ENOSPC for a write there; the page cache; the drive.
   */
  private Either<Errno, Plan> plan(RingRequest id, Transfer transfer) {
    DriveConfig drive = self().drives().get(transfer.drive()).get().config();
    boolean direct =
        self()
            .rings()
            .get(id.ring())
            .flatMap(t -> t.requests().get(id.req()))
            .flatMap(Request::file)
            .exists(self().direct()::contains);
    if (!direct && !self().isOrdinary(id)) {
      return Either.left(Errno.EINVAL);
    }
    long length = Math.min(transfer.length(), drive.size() - transfer.position());
    if (length <= 0) {
      return transfer.length() == 0 || transfer.op() == Op.READ_FIXED
          ? Either.right(Plan.NOTHING)
          : Either.left(Errno.ENOSPC);
    }
    return direct
        ? blockRequests(id, transfer, drive, length).map(parts -> new Plan(parts, 0))
        : Either.right(new Plan(Vector.empty(), length));
  }

  private Either<Errno, Vector<Part>> blockRequests(
      RingRequest id, Transfer transfer, DriveConfig drive, long length) {
    Design design = self().isOrdinary(id) ? Design.intended() : self().design();
    return window(id, transfer.offset(), length)
        .filterOrElse(
            iter ->
                transfer.position() % drive.blockSize() == 0
                    && iter.isAligned(DMA_ALIGNMENT, drive.blockSize()),
            misaligned -> Errno.EINVAL)
        .flatMap(iter ->
            new BioSplitter(design, drive.limits()).split(Bio.of(iter, transfer.position())))
        .map(bios -> bios.zipWithIndex((bio, i) -> part(bio, i + 1, transfer, drive.blockSize())));
  }

  private static Part part(Bio bio, int number, Transfer transfer, int blockSize) {
    return new Part(
        number,
        transfer.offset() + (bio.position() - transfer.position()),
        bio.size(),
        bio.position() / blockSize,
        new Progress.Waiting());
  }

  /**
   * I2, I6 to I8: the iterator of a range of the buffer that a request works in: over device
   * addresses, or, for ordinary pages, over memory.
   */
  private Either<Errno, DmaIter> window(RingRequest id, long offset, long length) {
    if (self().isOrdinary(id)) {
      return Either.right(DmaIter.all(DmaVec.of(self().pagesOf(id, offset, length))));
    }
    return self()
        .regbufOf(id)
        .flatMap(RegBuf::vec)
        .toEither(Errno.EFAULT)
        .flatMap(vec ->
            DmaIter.imported(self().design(), vec, offset, length, SubmissionSteps.MAX_RW_COUNT));
  }

  /** B5: the request goes in flight, in as many block requests as it takes. */
  private Option<Host> dispatch(RingRequest id) {
    Transfer transfer = self().transfers().get(id).get();
    Plan plan = plan(id, transfer).getOrElse(Plan.NOTHING);
    Vector<Part> parts = plan.parts();
    return self()
        .onRing(id.ring(), SubmitSteps.DISPATCHED, NoArgs.NONE)
        .flatMap(host ->
            parts.isEmpty()
                ? host.onRing(
                    id.ring(),
                    CqeSteps.PART_ENDS,
                    new CqeSteps.Ended(id.req(), (int) plan.copied()))
                : Option.some(host))
        .map(host -> host.copied(id, transfer, plan.copied()).with(id, transfer.with(parts)));
  }

  private Option<Host> issueReturns(RingRequest id) {
    return self().onRing(id.ring(), SubmitSteps.ISSUE_RETURNS, NoArgs.NONE);
  }

  /** The next step of any block request of a request; none if all are queued, or wait. */
  default Option<Host> advance(RingRequest id) {
    Transfer transfer = self().transfers().get(id).get();
    return transfer.parts().iterator().flatMap(part -> advance(id, transfer, part)).headOption();
  }

  private Option<Host> advance(RingRequest id, Transfer transfer, Part part) {
    return switch (part.progress()) {
      case Progress.Waiting _ -> getTag(id, transfer, part);
      case Progress.Tagged(TagId tag) -> queue(id, transfer, part, tag);
      case Progress.Ended _ -> Option.none();
    };
  }

  private Option<Host> getTag(RingRequest id, Transfer transfer, Part part) {
    NvmeQueue queue = queue(transfer.drive());
    BlockRequest request =
        new BlockRequest(
            new PartOf(id.ring(), id.req(), part.number()), operation(transfer), part.lba());
    return queue
        .pair(Drive.SELF)
        .tags()
        .lowestFree()
        .flatMap(tag ->
            NvmeSteps.GET_TAG
                .from(queue, new NvmeSteps.Submission(Drive.tag(tag), request))
                .map(next ->
                    self()
                        .withDrive(transfer.drive(), d -> d.with(next))
                        .with(id, transfer.with(part.number(), new Progress.Tagged(tag)))));
  }

  private Option<Host> queue(RingRequest id, Transfer transfer, Part part, TagId tag) {
    DeviceId drive = transfer.drive();
    NvmeQueue queue = queue(drive);
    boolean unrung = queue.pair(Drive.SELF).sq().tail() != queue.pair(Drive.SELF).sq().rungTail();
    return switch (queue.pair(Drive.SELF).stage(tag)) {
      case Stage.Started _ when self().isOrdinary(id) && self().tableOf(id, part).isEmpty() ->
          self().mapPages(id, part, new OfTag(drive, tag));
      case Stage.Started _ ->
          NvmeSteps.SYNC_FOR_DEVICE
              .from(queue, Drive.tag(tag))
              .map(next ->
                  self()
                      .withDrive(drive, d -> d.with(next))
                      .synced(drive, handedOver(id, transfer, part).forDevice(), true));
      case Stage.Synced _ -> build(id, drive, part, tag);
      case Stage.Built _ ->
          NvmeSteps.WRITE_SQE
              .from(queue, Drive.tag(tag))
              .map(next -> self().withDrive(drive, d -> d.with(next)));
      case Stage.Submitted _ ->
          unrung
              ? NvmeSteps.RING_DOORBELL
                  .from(queue, Drive.SELF)
                  .map(next -> self().withDrive(drive, d -> d.with(next)))
              : Option.none();
      case Stage.Requeued _,
          Stage.Idle _,
          Stage.Completed _,
          Stage.HandedBack _,
          Stage.Unmapped _ ->
          Option.none();
    };
  }

  private Option<Host> build(RingRequest id, DeviceId drive, Part part, TagId tag) {
    NvmeQueue queue = queue(drive);
    Option<DmaIter> iter = iter(id, part);
    DescriptorNeed need =
        iter.flatMap(i -> queue.need(Drive.SELF, i)).getOrElse(DescriptorNeed::nothing);
    boolean fails = need.pages() > 0 && self().drives().get(drive).get().poolFaults() > 0;
    Option<NvmeQueue> built =
        fails
            ? Option.none()
            : iter.flatMap(
                i -> NvmeSteps.BUILD_PRPS.from(queue, new NvmeSteps.Build(Drive.tag(tag), i)));
    return built
        .map(next -> self().withDrive(drive, x -> x.with(next)))
        .orElse(() ->
            NvmeSteps.POOL_EMPTY
                .from(queue, new NvmeSteps.Lack(Drive.tag(tag), need, fails))
                .map(next ->
                    self()
                        .unmapPages(new OfTag(drive, tag))
                        .withDrive(
                            drive,
                            x -> x.with(next).withPoolFaults(x.poolFaults() - (fails ? 1 : 0)))));
  }

  /** The iterator of a block request's range; none if its buffer is gone. */
  private Option<DmaIter> iter(RingRequest id, Part part) {
    return self().isOrdinary(id)
        ? self().tableOf(id, part).map(table -> DmaIter.all(DmaVec.of(table.segments())))
        : window(id, part.offset(), part.length()).toOption();
  }

  /** N1: kblockd tries a requeued block request again ({@code blk_mq_run_work_fn}). */
  default Option<Host> requeue(DeviceId drive, TagId tag) {
    return NvmeSteps.REQUEUE
        .from(queue(drive), Drive.tag(tag))
        .map(next -> self().withDrive(drive, d -> d.with(next)));
  }

  /** N3, C2: what a block request hands over to its drive and back. */
  default NvmeSync handedOver(RingRequest id, Transfer transfer, Part part) {
    boolean needed = self().drives().get(transfer.drive()).get().config().reach() != Reach.COHERENT;
    boolean ordinary = self().isOrdinary(id);
    Design design = ordinary ? Design.intended() : self().design();
    DmaDirection direction = ordinary ? directionOf(transfer) : DmaDirection.BIDIRECTIONAL;
    return iter(id, part)
        .toEither(Errno.EFAULT)
        .flatMap(iter -> NvmeSync.of(design, iter, direction, operation(transfer), needed))
        .getOrElseThrow(errno -> new IllegalStateException(id + " was accepted: " + errno));
  }

  private static DmaDirection directionOf(Transfer transfer) {
    return transfer.op() == Op.READ_FIXED ? DmaDirection.FROM_DEVICE : DmaDirection.TO_DEVICE;
  }

  private static Operation operation(Transfer transfer) {
    return transfer.op() == Op.READ_FIXED ? Operation.READ : Operation.WRITE;
  }

  /** The device addresses of a block request's range, in order, as the audit works them out. */
  default Vector<DmaSegment> rangesOf(RingRequest id, Part part) {
    return self().isOrdinary(id)
        ? self().tableOf(id, part).fold(Vector::empty, ScatterTable::segments)
        : self()
            .regbufOf(id)
            .flatMap(RegBuf::vec)
            .fold(
                Vector::empty,
                vec -> DmaSegment.range(vec.segments(), part.offset(), part.length()));
  }

  private NvmeQueue queue(DeviceId drive) {
    return self().drives().get(drive).get().queue();
  }
}
