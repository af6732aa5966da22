package io.uring.dmabuf.system;

import io.uring.dmabuf.block.BlockRequest;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.dma.IommuFault;
import io.uring.dmabuf.dma.Page;
import io.uring.dmabuf.dmabuf.DmaDevice;
import io.uring.dmabuf.dmabuf.DmabufMapping;
import io.uring.dmabuf.dmabuf.MappingSteps;
import io.uring.dmabuf.dmabuf.RegBuf;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.nvme.NvmeQueue;
import io.uring.dmabuf.nvme.OfTag;
import io.uring.dmabuf.nvme.QueueLayout;
import io.uring.dmabuf.nvme.QueuePair;
import io.uring.dmabuf.step.Lens;
import io.uring.dmabuf.uring.BufferTable;
import io.uring.dmabuf.uring.Call.Update;
import io.uring.dmabuf.uring.Node;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.collection.HashMap;
import io.vavr.collection.Iterator;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;

/**
 * The whole: one ring whose registered buffers are dma-bufs, and fixed reads and writes that NVMe
 * carries out straight in their memory. Immutable; its steps are {@link DmabufRwSteps}.
 * Specification: DmabufRw.tla.
 *
 * <p>The user's view of the bytes: {@link #buffer}, {@link #withBuffer}.
 *
 * @param config the machine
 * @param table the ring and its registered buffers
 * @param mapping files, dma-bufs, devices and what registrations hold of them
 * @param queue the NVMe queues
 * @param payload the bytes of memory and disks
 */
public record DmabufRw(
    MachineConfig config,
    BufferTable table,
    DmabufMapping mapping,
    NvmeQueue queue,
    Payload payload)
    implements Designed {

  /** Where the ring stands in the whole. */
  static final Lens<DmabufRw, BufferTable> TABLE = new Lens<>(DmabufRw::table, DmabufRw::with);

  /** Where files, dma-bufs, devices and registrations stand in the whole. */
  static final Lens<DmabufRw, DmabufMapping> MAPPING =
      new Lens<>(DmabufRw::mapping, DmabufRw::with);

  /** Where the queues stand in the whole. */
  static final Lens<DmabufRw, NvmeQueue> QUEUE = new Lens<>(DmabufRw::queue, DmabufRw::with);

  /** The machine before anything was registered; memory and disks are zero. */
  public static DmabufRw initial(MachineConfig config) {
    var pages =
        HashMap.ofEntries(
            Iterator.rangeClosed(1, config.bufs())
                .map(buf -> io.vavr.Tuple.of(buf, config.bufPages(buf))));
    Payload memory =
        Iterator.rangeClosed(1, config.devs())
            .foldLeft(Payload.empty(config), (p, d) -> p.withBlocks(d, config.blocks()))
            .withPages(config.bufAddress(1), config.pagesOf().sum().intValue())
            .withPages(config.userPage(1), config.userPages());
    return new DmabufRw(
        config,
        BufferTable.initial(config.ring()),
        DmabufMapping.fresh(config.platform(), pages, Vector.rangeClosed(1, config.devs())),
        NvmeQueue.idle(config.layout(), config.design(), config.devs()),
        memory);
  }

  @Override
  public Design design() {
    return config.design();
  }

  // The user's view of the bytes.

  /** The bytes of a dma-buf as the CPU sees them. */
  public byte[] buffer(int buf) {
    Vector<Long> pages = config.bufPages(buf);
    byte[] all = new byte[pages.size() * config.pageSize()];
    for (int i = 0; i < pages.size(); i++) {
      byte[] page = payload.cpuPage(pages.get(i)).get().bytes();
      System.arraycopy(page, 0, all, i * config.pageSize(), page.length);
    }
    return all;
  }

  /** The system after the CPU filled a dma-buf; bytes that are missing leave the rest zero. */
  public DmabufRw withBuffer(int buf, byte[] bytes) {
    Vector<Long> pages = config.bufPages(buf);
    Payload written = payload;
    for (int i = 0; i < pages.size(); i++) {
      int from = Math.min(bytes.length, i * config.pageSize());
      byte[] page = java.util.Arrays.copyOfRange(bytes, from, from + config.pageSize());
      written = written.cpuWrite(pages.get(i), new Page(page)).get();
    }
    return with(written);
  }

  // What the steps ask.

  /** The regbuf that the running update knows; 0 if there is none. */
  int callRegbuf() {
    return table.call() instanceof Update update ? update.regbuf().getOrElse(0) : 0;
  }

  /** The file that the running update names; 0 if there is none. */
  int callFile() {
    return table.call() instanceof Update update ? update.args().file().getOrElse(0) : 0;
  }

  /** The dma-buf that the running update names; 0 if there is none. */
  int callBuf() {
    return table.call() instanceof Update update ? update.args().buf().getOrElse(0) : 0;
  }

  /** The regbuf that the running call tears down. */
  Option<Integer> releasing() {
    return table.releasing();
  }

  /** Whether the next step of a registration cannot succeed. */
  boolean stepMustFail() {
    return table.failsNow()
        || table.isAt(UpdateStage.GET_FILE) && !mapping.isFileOpen(callFile())
        || table.isAt(UpdateStage.GET_DMABUF) && !mapping.isBufOpen(callBuf());
  }

  /** Whether a command of the request is still being made. */
  public boolean isBeingBuilt(int req) {
    return queue.pairs().exists(pair -> tagOf(pair, req).exists(tag -> isUnready(pair, tag)));
  }

  private static boolean isUnready(QueuePair pair, int tag) {
    Stage stage = pair.stage(tag);
    return stage instanceof Stage.Started
        || stage instanceof Stage.Synced
        || stage instanceof Stage.Built;
  }

  /** Whether a command of the request is in the submission ring without the device knowing. */
  public boolean isUnrung(int req) {
    return queue
        .pairs()
        .exists(pair ->
            pair.sq().tail() != pair.sq().rungTail()
                && tagOf(pair, req).exists(tag -> unrung(pair).contains(tag)));
  }

  private static Option<Integer> tagOf(QueuePair pair, int req) {
    int tag = pair.tags().requests().indexWhere(request -> request.exists(r -> r.id() == req));
    return Option.when(tag >= 0, tag);
  }

  private static List<Integer> unrung(QueuePair pair) {
    List<Integer> tags = List.empty();
    for (int i = pair.sq().rungTail(); i != pair.sq().tail(); i = pair.sq().next(i)) {
      tags = tags.prepend(QueueLayout.tagOf(pair.sq().read(pair.memory(), i).cid()));
    }
    return tags;
  }

  /** The physical pages of the dma-buf that a request works in; none for ordinary pages. */
  Vector<Long> pagesOfRequest(int req) {
    return table
        .regbufOf(req)
        .flatMap(mapping.regbufs()::get)
        .flatMap(RegBuf::dmabuf)
        .fold(Vector::empty, config::bufPages);
  }

  /** The regbuf of the lowest slot that has one. */
  Option<Integer> regbufInTable() {
    return table
        .table()
        .flatMap(slots ->
            slots
                .nodes()
                .iterator()
                .flatMap(node -> node.flatMap(table::regbufOfNode))
                .headOption());
  }

  /** The physical address that a device reaches at a device address, both in bytes. */
  Either<IommuFault, Long> translate(int device, long iova) {
    return mapping
        .devices()
        .get(device)
        .map(DmaDevice::iommu)
        .fold(() -> Either.left(new IommuFault(iova)), iommu -> iommu.translate(iova));
  }

  // How the steps go on.

  DmabufRw with(BufferTable next) {
    return new DmabufRw(config, next, mapping, queue, payload);
  }

  DmabufRw with(DmabufMapping next) {
    return new DmabufRw(config, table, next, queue, payload);
  }

  DmabufRw with(NvmeQueue next) {
    return new DmabufRw(config, table, mapping, next, payload);
  }

  DmabufRw with(Payload next) {
    return new DmabufRw(config, table, mapping, queue, next);
  }

  /** The system after a sync of all pages of a command's buffer, which a coherent one spares. */
  DmabufRw synced(OfTag of, boolean forDevice) {
    if (payload.coherent()) {
      return this;
    }
    Vector<Long> pages = requestOf(of).fold(Vector::empty, this::pagesOfRequest);
    return with(
        pages.foldLeft(
            payload, (p, page) -> forDevice ? p.syncForDevice(page) : p.syncForCpu(page)));
  }

  /** What that sync tells. */
  List<Event> syncs(OfTag of, boolean forDevice) {
    if (payload.coherent()) {
      return List.empty();
    }
    return requestOf(of)
        .flatMap(table::regbufOf)
        .fold(Vector::<Long>empty, mapping::addresses)
        .<Event>map(iova -> new Event.PageSynced(of.device(), iova, config.pageSize(), forDevice))
        .toList();
  }

  private Option<Integer> requestOf(OfTag of) {
    return queue.request(of.device(), of.tag()).map(BlockRequest::id);
  }

  /** The system after the CPU, or a bounce buffer, moved the page of an ordinary request. */
  DmabufRw movingUserPage(int req) {
    Option<Request> request = table.requests().get(req);
    Option<Integer> imu =
        request.flatMap(Request::node).flatMap(table.nodes()::get).flatMap(Node::imu);
    int device = request.flatMap(Request::file).map(config::deviceOf).getOrElse(1);
    long page = config.userPage(imu.getOrElse(1));
    long block = config.blockOf(req);
    boolean read = request.exists(r -> r.op() == Op.READ_FIXED);
    Option<Payload> moved =
        read
            ? payload.block(device, block).flatMap(bytes -> payload.cpuWrite(page, bytes))
            : payload.cpuPage(page).flatMap(bytes -> payload.withBlock(device, block, bytes));
    return moved.map(this::with).getOrElse(this);
  }

  /** The mapping without that of the node being dropped, if others still hold the node. */
  DmabufMapping withoutMappingOfDropped() {
    return table
        .call()
        .drop()
        .filter(drop -> table.nodes().get(drop.node()).exists(node -> node.refs() > 1))
        .flatMap(drop -> table.regbufOfNode(drop.node()))
        .flatMap(regbuf ->
            MappingSteps.FREE_VEC
                .from(mapping, regbuf)
                .flatMap(m -> MappingSteps.LOCK_RESV.from(m, regbuf))
                .flatMap(m -> MappingSteps.UNMAP.from(m, regbuf)))
        .getOrElse(mapping);
  }

  /** This system with the dma-bufs as they were in another. */
  DmabufRw withDmabufsOf(DmabufRw before) {
    return with(
        new DmabufMapping(
            mapping.platform(),
            mapping.files(),
            before.mapping.dmabufs(),
            mapping.devices(),
            mapping.regbufs()));
  }
}
