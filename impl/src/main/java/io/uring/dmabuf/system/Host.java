package io.uring.dmabuf.system;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.dmabuf.DmaBuf;
import io.uring.dmabuf.dmabuf.DmabufMapping;
import io.uring.dmabuf.dmabuf.MappingPlatform;
import io.uring.dmabuf.dmabuf.MappingSteps;
import io.uring.dmabuf.dmabuf.RegBuf;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.BufferTable;
import io.uring.dmabuf.uring.BufferTableConfig;
import io.uring.dmabuf.uring.CqeSteps;
import io.uring.dmabuf.uring.Node;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.Rings;
import io.vavr.Tuple2;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.collection.SortedMap;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.UnaryOperator;

/**
 * A whole machine at full size: any number of rings, drives, files and dma-bufs, and requests for
 * any bytes of a buffer at any block of a drive. {@link State} is the same system as small as the
 * specification counts, and every transition of it is checked; here its parts are put together once
 * more, so that what happens to rings, buffers, mappings and requests are its very steps ({@link
 * CallSteps}), and only what the specification leaves out is different: a request has a range and a
 * position, is split into block requests, and each drive has limits, a block size and a queue of
 * its own ({@link IssueSteps}, {@link OrdinarySteps}, {@link DriveSteps}). Immutable; each step is
 * none where it cannot be taken now.
 *
 * @param design the design that the kernel follows
 * @param rings the rings
 * @param mapping files, dma-bufs, devices and what registrations hold of them
 * @param drives the drives; each is the DMA device with this number
 * @param direct the files that are O_DIRECT now
 * @param bytes physical memory and what lies on the drives
 * @param users ordinary memory of the user
 * @param transfers what the requests in use ask for
 * @param log what the steps caused, the latest first
 */
public record Host(
    Design design,
    Numbered<RingId, BufferTable> rings,
    DmabufMapping mapping,
    Numbered<DeviceId, Drive> drives,
    Set<FileId> direct,
    Bytes bytes,
    UserPages users,
    SortedMap<RingRequest, Transfer> transfers,
    List<Event> log)
    implements CallSteps, IssueSteps, OrdinarySteps, DriveSteps {

  /**
   * A machine with nothing in it.
   *
   * @param pageSize the size of a page of memory and of the IOMMUs in bytes
   * @param lineSize the size of a cache line in bytes
   */
  public static Host empty(Design design, int pageSize, int lineSize) {
    return new Host(
        design,
        Numbered.empty(),
        DmabufMapping.fresh(
            new MappingPlatform(design, pageSize, 0, 0, Numbered.empty(), HashSet.empty()),
            Numbered.empty(),
            List.empty()),
        Numbered.empty(),
        HashSet.empty(),
        Bytes.none(pageSize, lineSize),
        UserPages.none(),
        TreeMap.empty(),
        List.empty());
  }

  @Override
  public Host self() {
    return this;
  }

  // What appears.

  /** A drive; its number is the next. The kernel sets the virtual boundary of its queue. */
  public Host withDrive(DriveConfig made) {
    DriveConfig config = made.on(design);
    DeviceId id = DeviceId.of(drives.size() + 1);
    return with(mapping.withNewDevice(id, config.space(), config.domain(bytes.ram().pageSize())))
        .withDrives(drives.put(id, Drive.idle(config, design)))
        .with(bytes.withDrive(id, config.reach(), config.pageSize(), config.size()));
  }

  /** A file of a drive, open; its number is the next. */
  public Host withFile(DeviceId drive, boolean isDirect) {
    FileId id = FileId.of(mapping.files().size() + 1);
    return with(mapping.withNewFile(id, drive)).withDirect(id, isDirect);
  }

  /** A dma-buf just exported; its number is the next, and its memory appears with it. */
  public Host withDmabuf(Vector<DmaSegment> segments) {
    return with(mapping.withNewDmabuf(DmabufId.of(mapping.dmabufs().size() + 1), segments))
        .with(backed(segments));
  }

  /** Ordinary memory of the user, made of these pieces; its number is the next. */
  public Host withUserMemory(Vector<DmaSegment> pieces) {
    return with(backed(pieces)).with(users.with(pieces));
  }

  private Bytes backed(Vector<DmaSegment> segments) {
    return segments.foldLeft(bytes, Bytes::withMemory);
  }

  /** A ring without a table; its number is the next. */
  public Host withNewRing(int slots, int requests) {
    return withRing(
        RingId.of(rings.size() + 1),
        BufferTable.initial(
            new BufferTableConfig(
                slots, requests, 1, requests, Long.MAX_VALUE, HashSet.empty(), design)));
  }

  // The user outside of calls.

  /** O_DIRECT is set or cleared ({@code fcntl(F_SETFL)}). */
  public Host withDirect(FileId file, boolean isDirect) {
    return new Host(
        design,
        rings,
        mapping,
        drives,
        isDirect ? direct.add(file) : direct.remove(file),
        bytes,
        users,
        transfers,
        log);
  }

  /** The user closes the descriptor of a file. */
  public Option<Host> closeFile(FileId file) {
    return onMapping(MappingSteps.CLOSE_FILE, file);
  }

  /** The user closes the descriptor of a dma-buf. */
  public Option<Host> closeBuf(DmabufId buf) {
    return onMapping(MappingSteps.CLOSE_BUF, buf);
  }

  /** The caches of a drive's IOMMU are flushed ({@code iommu_flush_iotlb_all}). */
  public Host flushed(DeviceId drive) {
    return with(mapping.flushed(drive));
  }

  /** The user consumes the CQE of a tag. */
  public Host sawTag(RingId ring, long tag) {
    return withRing(ring, rings.get(ring).get().seeingTag(tag));
  }

  /** The user consumes the CQE of a request, which is free. */
  public Option<Host> reapCqe(RingId ring, RequestId req) {
    return onRing(ring, CqeSteps.REAP_CQE, req)
        .map(after -> after.forgetting(new RingRequest(ring, req)));
  }

  // The bytes.

  /** The physical memory behind a range of a dma-buf, which must be in it. */
  public Vector<DmaSegment> physical(DmabufId buf, long offset, long length) {
    return DmaSegment.range(mapping.dmabufs().get(buf).get().segments(), offset, length);
  }

  /** The physical memory behind a range of ordinary memory, which must be in it. */
  public Vector<DmaSegment> userPhysical(AreaId area, long offset, long length) {
    return DmaSegment.range(users.memory(area), offset, length);
  }

  /** The physical memory behind a range of what a request works in. */
  public Vector<DmaSegment> physicalOf(RingRequest id, long offset, long length) {
    return regbufOf(id)
        .flatMap(RegBuf::dmabuf)
        .map(buf -> physical(buf, offset, length))
        .getOrElse(() -> DmaSegment.range(ordinaryMemory(id), offset, length));
  }

  /** The ordinary memory that a request works in: all of it, or its ranges. */
  Vector<DmaSegment> ordinaryMemory(RingRequest id) {
    Vector<DmaSegment> all = areaOf(id).fold(Vector::empty, users::memory);
    return transfers
        .get(id)
        .flatMap(Transfer::vector)
        .map(ranges -> ranges.flatMap(r -> DmaSegment.range(all, r.offset(), r.length())))
        .getOrElse(all);
  }

  // Questions.

  /** The regbuf that the buffer in a slot of a ring keeps; none for an empty slot. */
  public Option<RegBuf> regbufInSlot(RingId ring, SlotId slot) {
    BufferTable table = rings.get(ring).get();
    return table.nodeIn(slot).flatMap(table::regbufOfNode).flatMap(mapping.regbufs()::get);
  }

  /** The regbuf that a request works in. */
  public Option<RegBuf> regbufOf(RingRequest id) {
    return rings.get(id.ring()).flatMap(t -> t.regbufOf(id.req())).flatMap(mapping.regbufs()::get);
  }

  /** The ordinary memory in a slot of a ring; none for a dma-buf and an empty slot. */
  public Option<AreaId> areaInSlot(RingId ring, SlotId slot) {
    BufferTable table = rings.get(ring).get();
    return table.nodeIn(slot).flatMap(node -> areaOfNode(ring, node));
  }

  /** The ordinary memory that a request works in; none for a dma-buf. */
  public Option<AreaId> areaOf(RingRequest id) {
    return rings
        .get(id.ring())
        .flatMap(table -> table.requests().get(id.req()))
        .flatMap(Request::node)
        .flatMap(node -> areaOfNode(id.ring(), node));
  }

  /** The ordinary memory that a node of a ring keeps; none for a dma-buf. */
  public Option<AreaId> areaOfNode(RingId ring, NodeId node) {
    return rings
        .get(ring)
        .flatMap(table -> table.nodes().get(node))
        .flatMap(Node::imu)
        .flatMap(imu -> users.areaOf(ring, imu));
  }

  /** The request and the block request of it that has a tag of a drive. */
  public Option<Tuple2<RingRequest, Transfer.Part>> partOf(DeviceId drive, TagId tag) {
    return drives
        .get(drive)
        .flatMap(d -> d.queue().request(Drive.SELF, tag))
        .flatMap(request -> {
          RingRequest id = new RingRequest(request.owner().ring(), request.owner().req());
          return transfers
              .get(id)
              .map(transfer -> new Tuple2<>(id, transfer.parts().get(request.owner().part() - 1)));
        });
  }

  /** The size of a dma-buf in bytes. */
  public long lengthOf(DmabufId buf) {
    return mapping.dmabufs().get(buf).map(DmaBuf::length).getOrElse(0L);
  }

  // How the steps go on.

  /**
   * A ring with the mappings as the specification's system has them, to take one of its steps. It
   * has no queues and no bytes.
   */
  State view(RingId ring) {
    Setup nothing = Setup.small(Long.BYTES * 2).withDesign(design);
    Rings seen = new Rings(Numbered.<RingId, BufferTable>empty().put(ring, rings.get(ring).get()));
    return new State(nothing, ring, seen, mapping, State.initial(nothing).queue());
  }

  /** The machine after a step of a ring and the mappings. */
  Host with(RingId ring, State after) {
    return new Host(
        design,
        rings.put(ring, after.table()),
        after.mapping(),
        drives,
        direct,
        bytes,
        users.after(ring, after.table()),
        transfers,
        log);
  }

  Host withRing(RingId ring, BufferTable next) {
    return new Host(
        design,
        rings.put(ring, next),
        mapping,
        drives,
        direct,
        bytes,
        users.after(ring, next),
        transfers,
        log);
  }

  /** A step of a ring alone, with what it tells. */
  <A> Option<Host> onRing(RingId ring, Step<BufferTable, A> step, A args) {
    BufferTable before = rings.get(ring).get();
    return step.from(before, args)
        .map(after -> withRing(ring, after).with(step.events(before, args, after)));
  }

  /** A step of the mappings alone, with what it tells. */
  <A> Option<Host> onMapping(Step<DmabufMapping, A> step, A args) {
    return step.from(mapping, args)
        .map(after -> with(after).with(step.events(mapping, args, after)));
  }

  /** The machine whose drive fails the next allocations of descriptor pages. */
  public Host starving(DeviceId drive, int allocations) {
    return withDrive(drive, d -> d.withPoolFaults(allocations));
  }

  /** The machine after the user wrote to a drive by other means. */
  public Host writeDisk(DeviceId drive, long position, byte[] bytes) {
    return with(this.bytes.withDisk(drive, this.bytes.disk(drive).write(position, bytes).get()));
  }

  Host withDrive(DeviceId drive, UnaryOperator<Drive> change) {
    return withDrives(drives.put(drive, change.apply(drives.get(drive).get())));
  }

  public Host with(Bytes next) {
    return new Host(design, rings, mapping, drives, direct, next, users, transfers, log);
  }

  Host with(UserPages next) {
    return new Host(design, rings, mapping, drives, direct, bytes, next, transfers, log);
  }

  Host with(RingRequest id, Transfer transfer) {
    return withTransfers(transfers.put(id, transfer));
  }

  Host withTransfers(SortedMap<RingRequest, Transfer> next) {
    return new Host(design, rings, mapping, drives, direct, bytes, users, next, log);
  }

  Host with(Event event) {
    return with(List.of(event));
  }

  /** The machine after some events, in order. */
  Host with(List<Event> events) {
    if (events.isEmpty()) {
      return this;
    }
    return new Host(
        design,
        rings,
        mapping,
        drives,
        direct,
        bytes,
        users,
        transfers,
        log.prependAll(events.reverse()));
  }

  private Host forgetting(RingRequest id) {
    return withTransfers(transfers.remove(id));
  }

  Host with(DmabufMapping next) {
    return new Host(design, rings, next, drives, direct, bytes, users, transfers, log);
  }

  private Host withDrives(Numbered<DeviceId, Drive> next) {
    return new Host(design, rings, mapping, next, direct, bytes, users, transfers, log);
  }
}
