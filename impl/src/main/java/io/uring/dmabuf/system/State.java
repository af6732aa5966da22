package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.DmabufRwDeviation.BINDING_IGNORED;
import static io.uring.dmabuf.system.DmabufRwDeviation.SPLIT_GOES_ON;
import static io.uring.dmabuf.system.DmabufRwDeviation.VECTOR_COUNTS_FROM_PAGE;

import io.uring.dmabuf.block.Bio;
import io.uring.dmabuf.block.BlockRequest;
import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.dma.DmaDirection;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Motion;
import io.uring.dmabuf.dmabuf.DmaBuf;
import io.uring.dmabuf.dmabuf.DmaDevice;
import io.uring.dmabuf.dmabuf.DmabufMapping;
import io.uring.dmabuf.dmabuf.MappingPlatform;
import io.uring.dmabuf.dmabuf.MappingSteps;
import io.uring.dmabuf.dmabuf.RegBuf;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.nvme.NvmeQueue;
import io.uring.dmabuf.nvme.NvmeSync;
import io.uring.dmabuf.nvme.QueueLayout;
import io.uring.dmabuf.nvme.QueuePair;
import io.uring.dmabuf.step.Lens;
import io.uring.dmabuf.system.DriveConfig.Reach;
import io.uring.dmabuf.uring.Call.Update;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.Rings;
import io.uring.dmabuf.uring.UpdateStage;
import io.uring.dmabuf.uring.Window;
import io.uring.dmabuf.uring.WorkerSteps;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.BiFunction;

/**
 * The control of the whole: rings whose registered buffers are dma-bufs or ordinary pages, and
 * fixed reads and writes that NVMe carries out straight in their memory; all that a step may look
 * at. The coherent memory of the queues belongs to it, since control depends on rings and PRP
 * lists; the bytes that requests move do not: {@link Machine} has both. Immutable; its steps are
 * {@link StateSteps}. Specification: DmabufRw.tla.
 *
 * @param platform what the machine is
 * @param ctx the ring whose code looks; between steps it is the first
 * @param rings the rings and their registered buffers
 * @param mapping files, dma-bufs, devices and what registrations hold of them
 * @param queue the NVMe queues
 */
public record State(
    Platform platform, RingId ctx, Rings rings, DmabufMapping mapping, NvmeQueue queue)
    implements Designed {

  /** Where the rings stand in the whole. */
  static final Lens<State, Rings> RINGS = new Lens<>(State::rings, State::with);

  /** Where the ring whose code looks stands in the whole. */
  static final Lens<State, RingContext> TABLE = new Lens<>(State::table, State::with);

  /** Where files, dma-bufs, devices and registrations stand in the whole. */
  static final Lens<State, DmabufMapping> MAPPING = new Lens<>(State::mapping, State::with);

  /** Where the queues stand in the whole. */
  static final Lens<State, NvmeQueue> QUEUE = new Lens<>(State::queue, State::with);

  /** Before anything was registered. */
  public static State initial(Setup setup) {
    return initial(setup, Reach.COHERENT);
  }

  /** A machine with nothing in it. */
  static State empty(Platform platform) {
    MappingPlatform mappings =
        new MappingPlatform(
            platform.design(),
            platform.pageSize(),
            0,
            0,
            Numbered.empty(),
            HashSet.empty(),
            HashSet.empty());
    return new State(
        platform,
        Rings.FIRST,
        new Rings(Numbered.empty()),
        DmabufMapping.fresh(mappings, Numbered.empty(), List.empty()),
        NvmeQueue.idle(Vector.empty(), platform.design()));
  }

  /** The same with drives that get at memory so, which no step asks. */
  static State initial(Setup setup, Reach reach) {
    return new State(
        setup.platform(reach),
        Rings.FIRST,
        Rings.initial(setup.taskOf(), setup.ring()),
        DmabufMapping.fresh(
            setup.mappings(), Numbered.of(setup.dmabufs(), setup::bufPages), setup.devices()),
        NvmeQueue.idle(setup.layout(), setup.design(), setup.devs()));
  }

  @Override
  public Design design() {
    return platform.design();
  }

  /** The whole as the code of each of the first rings sees it. */
  private static final Vector<Lens<State, State>> FROM =
      Vector.rangeClosed(1, 8).map(number -> seen(RingId.of(number)));

  private static Lens<State, State> seen(RingId ctx) {
    return new Lens<>(s -> s.at(ctx), (s, next) -> next.at(s.ctx));
  }

  /** The whole as the code of a ring sees it. */
  static Lens<State, State> from(RingId ctx) {
    return ctx.number() <= FROM.size() ? FROM.get(ctx.number() - 1) : seen(ctx);
  }

  /** Where a ring stands in the whole. */
  static Lens<State, RingContext> ring(RingId ctx) {
    return new Lens<>(s -> s.rings.get(ctx), (s, next) -> s.with(s.rings.with(ctx, next)));
  }

  /** What its ring knows of the request that a tag stands for; nothing if it is free. */
  public <T> Option<T> ofRequest(OfTag of, BiFunction<RingContext, RequestId, Option<T>> what) {
    return queue
        .request(of.device(), of.tag())
        .map(BlockRequest::owner)
        .flatMap(owner -> what.apply(rings.get(owner.ring()), owner.req()));
  }

  /** The ring of the request that a tag stands for; none if it is free. */
  public Option<RingId> ringOf(OfTag of) {
    return queue.request(of.device(), of.tag()).map(command -> command.owner().ring());
  }

  /** The same as the code of another ring sees it. */
  public State at(RingId other) {
    return ctx.equals(other) ? this : new State(platform, other, rings, mapping, queue);
  }

  /** The ring whose code looks, and its registered buffers. */
  public RingContext table() {
    return rings.get(ctx);
  }

  // What the steps ask.

  /** The regbuf that the running update knows; none without one. */
  Option<RegbufId> callRegbuf() {
    return table().call() instanceof Update update ? update.regbuf() : Option.none();
  }

  /** The file that the running update names; none without one. */
  Option<FileId> callFile() {
    return table().call() instanceof Update update ? update.args().file() : Option.none();
  }

  /** The dma-buf that the running update names; none without one. */
  Option<DmabufId> callBuf() {
    return table().call() instanceof Update update ? update.args().buf() : Option.none();
  }

  /** The regbuf that the running call tears down. */
  Option<RegbufId> releasing() {
    return table().releasing();
  }

  /** Whether the next step of a registration cannot succeed. */
  boolean stepMustFail() {
    return table().failsNow()
        || table().isAt(UpdateStage.GET_FILE) && !callFile().exists(mapping::isFileOpen)
        || table().isAt(UpdateStage.GET_DMA_DEVICE) && !callFile().exists(mapping::namesDevice)
        || table().isAt(UpdateStage.GET_DMABUF) && !callBuf().exists(mapping::isBufOpen);
  }

  /**
   * Whether a command of the request is still being made. One that waits in a queue which is
   * quiesced is not: it is left there ({@code blk_mq_try_issue_directly}).
   */
  public boolean isBeingBuilt(RequestId req) {
    return queue
        .pairs()
        .exists(pair -> pair.tags().serving(ctx, req).exists(tag -> isUnready(pair, tag)));
  }

  private static boolean isUnready(QueuePair pair, TagId tag) {
    return switch (pair.stage(tag)) {
      case Stage.Started _ -> pair.dispatches();
      case Stage.Synced _, Stage.Built _ -> true;
      case Stage.Idle _,
          Stage.Requeued _,
          Stage.Submitted _,
          Stage.Completed _,
          Stage.HandedBack _,
          Stage.Unmapped _ ->
          false;
    };
  }

  /** Whether a command of the request is in the submission ring without the device knowing. */
  public boolean isUnrung(RequestId req) {
    return queue
        .pairs()
        .exists(pair ->
            pair.sq().tail() != pair.sq().rungTail()
                && pair.tags().serving(ctx, req).exists(tag -> unrung(pair).contains(tag)));
  }

  /** Whether the commands of a request are announced to the device, left to others, or over. */
  public boolean isQueuedOrLeft(RequestId req) {
    return !isBeingBuilt(req) && !isUnrung(req);
  }

  /** Whether a request has more than one part to hand on, which a nowait bio must not. */
  public boolean mustSplit(RequestId req) {
    return !design().deviates(SPLIT_GOES_ON)
        && table().requests().get(req).exists(request -> request.parts().left() > 1);
  }

  private static List<TagId> unrung(QueuePair pair) {
    List<TagId> tags = List.empty();
    for (int i = pair.sq().rungTail(); i != pair.sq().tail(); i = pair.sq().next(i)) {
      tags = tags.prepend(QueueLayout.tagOf(pair.sq().read(pair.memory(), i).cid()));
    }
    return tags;
  }

  /**
   * Whether the queue of the device behind a request's file has no free tag, or is frozen; not
   * without file.
   */
  public boolean hasNoTagFor(RequestId req) {
    return table().requests().get(req).exists(request -> request.file().isDefined())
        && lowestTagFor(req).isEmpty();
  }

  /** Whether the disk behind a request's file is dead; not without file. */
  public boolean findsDiskDead(RequestId req) {
    return table()
        .requests()
        .get(req)
        .flatMap(Request::file)
        .exists(file -> queue.pair(deviceOf(file)).isDead());
  }

  /** Whether the running update may map for its device: nobody is unbinding the driver. */
  boolean mapsForCall() {
    return design().deviates(BINDING_IGNORED)
        || callRegbuf().flatMap(mapping::deviceOf).forAll(device -> queue.pair(device).isBound());
  }

  /** Whether the device of the running update has addresses for its buffer. */
  boolean hasRoomForCall() {
    return callRegbuf().exists(mapping::hasRoom);
  }

  /** The lowest free tag of that queue, if it may be entered; none without a file. */
  public Option<TagId> lowestTagFor(RequestId req) {
    return table()
        .requests()
        .get(req)
        .flatMap(Request::file)
        .map(file -> queue.pair(deviceOf(file)))
        .filter(pair -> !pair.isFrozen())
        .flatMap(pair -> pair.tags().lowestFree());
  }

  /** The lowest free tag for the request of the call in progress; none if there is none. */
  Option<TagId> nextTagOfCall() {
    return table().requestOfCall().flatMap(this::lowestTagFor);
  }

  /** Whether the worker of a request sleeps for a tag of a device. */
  boolean sleepsFor(DeviceId device, RequestId req) {
    return table().isQueuedFor(req, Issuer.ASLEEP)
        && table().requests().get(req).flatMap(Request::file).map(this::deviceOf).contains(device);
  }

  /** A request whose worker sleeps for a tag of a device, the lowest of the lowest ring. */
  Option<RingRequest> sleeper(DeviceId device) {
    for (RingId ring : rings.all().ids()) {
      State seen = at(ring);
      for (RequestId req : seen.table().queued().ids()) {
        if (seen.sleepsFor(device, req)) {
          return Option.some(new RingRequest(ring, req));
        }
      }
    }
    return Option.none();
  }

  /** All workers go on that sleep until a device's queue is not frozen, or its disk dead. */
  State waking(DeviceId device) {
    return sleeper(device)
        .map(woken -> {
          RingContext ring = rings.get(woken.ring());
          RingContext awake = WorkerSteps.WORKER_WOKEN.from(ring, woken.req()).get();
          return with(rings.with(woken.ring(), awake)).waking(device);
        })
        .getOrElse(this);
  }

  /** The device behind a file. */
  public DeviceId deviceOf(FileId file) {
    return mapping.deviceOf(file);
  }

  /** The size of the buffer that a request works in, in bytes. */
  long sizeOfBuffer(RequestId req) {
    return DmaSegment.total(bufferOf(req));
  }

  /** Where on its drive a request begins, in bytes. */
  public long positionOf(RequestId req) {
    return table()
        .requests()
        .get(req)
        .flatMap(request -> request.window().position())
        .getOrElse(() -> platform.placeOf(ctx, req, table().config().requests()));
  }

  /** What a request is split into, in order; none without a file. */
  public Vector<Bio> partsOf(RequestId req) {
    return Importing.parts(this, req);
  }

  /** The memory behind some bytes of what a request asks for; none without a buffer. */
  public Vector<DmaSegment> memory(RequestId req, long from, long length) {
    return table()
        .requests()
        .get(req)
        .fold(
            Vector::empty,
            request -> request.window().in(bufferOf(req, request.window()), from, length));
  }

  /** The same, a piece a {@code bio_vec}, which in a dma-buf is a page. */
  public Vector<DmaSegment> bvecs(RequestId req, long from, long length) {
    int most =
        table()
            .areaOf(req)
            .flatMap(platform.areas()::get)
            .map(Area::bvec)
            .getOrElse(platform.pageSize());
    return DmaSegment.inPages(memory(req, from, length), most);
  }

  /** The memory that a window counts from. */
  private Vector<DmaSegment> bufferOf(RequestId req, Window window) {
    Vector<DmaSegment> buffer = bufferOf(req);
    boolean wrong = window.ranges().isDefined() && design().deviates(VECTOR_COUNTS_FROM_PAGE);
    if (!wrong || buffer.isEmpty()) {
      return buffer;
    }
    long before = buffer.head().address() % platform.pageSize();
    return buffer
        .tail()
        .prepend(new DmaSegment(buffer.head().address() - before, buffer.head().length() + before));
  }

  /** The memory of the buffer that a request works in; none without one. */
  private Vector<DmaSegment> bufferOf(RequestId req) {
    Option<RegbufId> regbuf = table().regbufOf(req);
    return regbuf.isDefined()
        ? regbuf
            .flatMap(mapping.regbufs()::get)
            .flatMap(RegBuf::dmabuf)
            .flatMap(mapping.dmabufs()::get)
            .fold(Vector::empty, DmaBuf::segments)
        : table().areaOf(req).fold(Vector::empty, platform::registered);
  }

  /** Whether the command of a tag works in ordinary pages, which it maps for itself. */
  public boolean mapsItself(OfTag of) {
    return ofRequest(of, RingContext::pinnedBy).isDefined();
  }

  /** The memory that the command of a tag covers. */
  public Vector<DmaSegment> memoryOf(OfTag of) {
    BlockRequest command = queue.request(of.device(), of.tag()).getOrNull();
    return command == null
        ? Vector.empty()
        : at(command.owner().ring())
            .memory(command.owner().req(), command.offset(), command.length());
  }

  /** The same, a piece a {@code bio_vec}. */
  Vector<DmaSegment> pagesOf(OfTag of) {
    BlockRequest command = queue.request(of.device(), of.tag()).getOrNull();
    return command == null
        ? Vector.empty()
        : at(command.owner().ring())
            .bvecs(command.owner().req(), command.offset(), command.length());
  }

  /** The device addresses of what the command of a tag covers. */
  public Vector<DmaSegment> addressesOf(OfTag of) {
    return mapsItself(of)
        ? mapping.ofCommand(of).fold(Vector::empty, mapped -> mapped.table().segments())
        : ofRequest(of, RingContext::regbufOf)
            .fold(Vector::empty, regbuf -> addressesIn(of, regbuf));
  }

  /** The device addresses of a regbuf that a command covers. */
  Vector<DmaSegment> addressesIn(OfTag of, RegbufId regbuf) {
    BlockRequest command = queue.request(of.device(), of.tag()).getOrNull();
    return command == null
        ? Vector.empty()
        : rings
            .get(command.owner().ring())
            .requests()
            .get(command.owner().req())
            .fold(
                Vector::empty,
                request ->
                    addressesIn(request.window(), regbuf, command.offset(), command.length()));
  }

  /**
   * The device addresses of a regbuf behind some bytes of a window. A vector has none there; what a
   * wrong design takes for its pages lies behind the array.
   */
  Vector<DmaSegment> addressesIn(Window window, RegbufId regbuf, long from, long length) {
    Vector<DmaSegment> segments = mapping.segments(regbuf);
    return window.isVectored()
        ? Vector.of(new DmaSegment(segments.last().end() + window.start() + from, length))
        : window.in(segments, from, length);
  }

  /** The regbuf of the lowest slot that has one. */
  Option<RegbufId> regbufInTable() {
    return table()
        .table()
        .flatMap(slots ->
            slots
                .nodes()
                .iterator()
                .flatMap(node -> node.flatMap(table()::regbufOfNode))
                .headOption());
  }

  /**
   * The physical address of the memory that a device reaches at a device address, both in bytes, be
   * it by a translation that its IOMMU should have forgotten; none where there is none.
   */
  Option<Long> reaches(DeviceId device, long iova) {
    return mapping
        .devices()
        .get(device)
        .map(DmaDevice::iommu)
        .flatMap(iommu -> iommu.translate(iova).toOption().orElse(() -> iommu.stale(iova)))
        .filter(this::isMemory);
  }

  private boolean isMemory(long physical) {
    return mapping.dmabufs().values().exists(buf -> has(buf.segments(), physical))
        || platform.areas().values().exists(memory -> has(memory.pieces(), physical));
  }

  private static boolean has(Vector<DmaSegment> memory, long physical) {
    return memory.exists(run -> run.address() <= physical && physical < run.end());
  }

  // How the steps go on.

  State with(RingContext next) {
    return with(rings.with(ctx, next));
  }

  State with(Platform next) {
    return new State(next, ctx, rings, mapping, queue);
  }

  /** The same with other rings. */
  public State with(Rings next) {
    return new State(platform, ctx, next, mapping, queue);
  }

  State with(DmabufMapping next) {
    return new State(platform, ctx, rings, next, queue);
  }

  State with(NvmeQueue next) {
    return new State(platform, ctx, rings, mapping, next);
  }

  /** What a command on a dma-buf hands over to its device and back. */
  List<Motion> syncs(OfTag of, boolean forDevice) {
    return handedOver(of)
        .map(sync -> syncs(of.device(), forDevice ? sync.forDevice() : sync.forCpu(), forDevice))
        .getOrElse(List::empty);
  }

  /** N3, C2: the mapping of a dma-buf is for both directions. */
  private Option<NvmeSync> handedOver(OfTag of) {
    return queue
        .request(of.device(), of.tag())
        .flatMap(command ->
            range(of)
                .flatMap(iter ->
                    NvmeSync.of(
                            design(), iter, DmaDirection.BIDIRECTIONAL, command.operation(), true)
                        .toOption()));
  }

  /** The range of a command of a dma-buf in the addresses that its device is told. */
  public Option<DmaIter> range(OfTag of) {
    return queue
        .request(of.device(), of.tag())
        .flatMap(command ->
            Importing.range(
                    at(command.owner().ring()),
                    command.owner().req(),
                    command.offset(),
                    command.length())
                .toOption());
  }

  private List<Motion> syncs(DeviceId device, Vector<DmaSegment> iovas, boolean forDevice) {
    return DmaSegment.inPages(iovas, platform.pageSize())
        .flatMap(run ->
            reaches(device, run.address())
                .<Motion>map(physical ->
                    new Motion.Sync(
                        device, physical, run.address(), (int) run.length(), forDevice)))
        .toList();
  }

  /** The pages of a command that is about to map them: they are handed to the device. */
  List<Motion> syncsOfMapping(OfTag of) {
    Vector<DmaSegment> pages = pagesOf(of);
    return pages
        .<Long, Motion>zipWith(
            mapping.placed(of.device(), pages).getOrElse(Vector.empty()),
            (page, iova) ->
                new Motion.Sync(of.device(), page.address(), iova, (int) page.length(), true))
        .toList();
  }

  /**
   * The pages of a command that is about to unmap them: those of a read are handed back to the CPU,
   * while those of a write were mapped for reading alone.
   */
  List<Motion> syncsOfUnmapping(OfTag of) {
    boolean read =
        ofRequest(of, (ring, req) -> ring.requests().get(req))
            .exists(request -> request.op() == Op.READ_FIXED);
    return read ? syncs(of.device(), addressesOf(of), false) : List.empty();
  }

  /** The request that a tag stands for; none if it is free. */
  public Option<RequestId> requestOf(OfTag of) {
    return queue.request(of.device(), of.tag()).map(request -> request.owner().req());
  }

  /** The mapping without that of the node being dropped, if others still hold the node. */
  DmabufMapping withoutMappingOfDropped() {
    return table()
        .call()
        .drop()
        .filter(drop -> table().nodes().get(drop.node()).exists(node -> node.refs() > 1))
        .flatMap(drop -> table().regbufOfNode(drop.node()))
        .flatMap(regbuf ->
            MappingSteps.FREE_VEC
                .from(mapping, regbuf)
                .flatMap(m -> MappingSteps.LOCK_RESV.from(m, regbuf))
                .flatMap(m -> MappingSteps.UNMAP.from(m, regbuf)))
        .getOrElse(mapping);
  }

  /** This system with the dma-bufs as they were in another. */
  State withDmabufsOf(State before) {
    return with(
        new DmabufMapping(
            mapping.platform(),
            mapping.files(),
            before.mapping.dmabufs(),
            mapping.devices(),
            mapping.regbufs()));
  }
}
