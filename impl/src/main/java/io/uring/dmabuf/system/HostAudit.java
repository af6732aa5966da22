package io.uring.dmabuf.system;

import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dmabuf.MappingAudit;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.NvmeQueueAudit;
import io.uring.dmabuf.system.Transfer.Part;
import io.uring.dmabuf.system.Transfer.Progress;
import io.uring.dmabuf.uring.BufferTable;
import io.uring.dmabuf.uring.BufferTableAudit;
import io.uring.dmabuf.uring.Call.Update;
import io.uring.dmabuf.uring.Imu;
import io.uring.dmabuf.uring.Request.State;
import io.vavr.Tuple2;
import io.vavr.collection.Iterator;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/** The laws that hold in every state of a {@link Host}, recomputed from what it consists of. */
public final class HostAudit {
  private final Host host;

  private HostAudit(Host host) {
    this.host = host;
  }

  /** One line about a law that the state breaks, if any. */
  public static Option<String> brokenLaw(Host state) {
    HostAudit audit = new HostAudit(state);
    return Iterator.concat(
            state
                .rings()
                .iterator()
                .flatMap(r ->
                    BufferTableAudit.audit(r.value()).map(l -> "ring %s: %s".formatted(r.id(), l))),
            MappingAudit.brokenLaw(state.mapping()),
            state
                .drives()
                .iterator()
                .flatMap(d ->
                    NvmeQueueAudit.audit(d.value().queue())
                        .map(l -> "drive %s: %s".formatted(d.id(), l))),
            audit.files(),
            audit.regbufs(),
            audit.requests(),
            audit.tags(),
            audit.pins(),
            audit.ordinaryPages(),
            audit.addresses())
        .headOption();
  }

  /** A file is held by its descriptor, by registrations, and by the requests of all rings. */
  private Iterator<String> files() {
    return host.mapping()
        .files()
        .iterator()
        .flatMap(file -> {
          int requests =
              host.rings()
                  .values()
                  .map(t -> t.requests().values().count(r -> r.file().contains(file.id())))
                  .sum()
                  .intValue();
          int held = host.mapping().registrationFileRefs(file.id()) + requests;
          return Option.when(
              file.value().refs() != held,
              () ->
                  "file %s has %d references, held are %d"
                      .formatted(file.id(), file.value().refs(), held));
        });
  }

  /** A regbuf belongs to one imu of one ring, or to the registration in progress. */
  private Iterator<String> regbufs() {
    return host.mapping()
        .regbufs()
        .ids()
        .flatMap(id -> {
          int owners = host.rings().values().map(t -> ownersIn(t, id)).sum().intValue();
          return Option.when(owners != 1, () -> "regbuf %s has %d owners".formatted(id, owners));
        });
  }

  private static int ownersIn(BufferTable table, RegbufId regbuf) {
    boolean ofCall =
        table.call() instanceof Update update
            && update.node().flatMap(table::imuOf).isEmpty()
            && update.regbuf().contains(regbuf);
    return table.regbufs().count(regbuf::equals) + (ofCall ? 1 : 0);
  }

  /** A request is in flight exactly as long as one of its block requests is. */
  private Iterator<String> requests() {
    return host.transfers()
        .iterator()
        .flatMap(t -> {
          boolean flying =
              host.rings()
                  .get(t._1.ring())
                  .exists(table -> table.isRequest(t._1.req(), State.IN_FLIGHT));
          return Option.when(
              flying == t._2.isDone(),
              () ->
                  "request %s of ring %s is %sin flight, its block requests are %s"
                      .formatted(
                          t._1.req(),
                          t._1.ring(),
                          flying ? "" : "not ",
                          t._2.isDone() ? "done" : "not done"));
        });
  }

  /** A tag in use stands for one block request, which says so. */
  private Iterator<String> tags() {
    return host.drives()
        .iterator()
        .flatMap(d ->
            inUse(d.value())
                .filter(tag ->
                    !host.partOf(d.id(), tag)
                        .exists(found -> found._2.progress().equals(new Progress.Tagged(tag))))
                .map(tag -> "tag %s of drive %s stands for nothing".formatted(tag, d.id())));
  }

  /** Every imu of ordinary pages pins some memory, and nothing else does. */
  private Iterator<String> pins() {
    return host.rings()
        .iterator()
        .filter(ring ->
            !ring.value()
                .imus()
                .iterator()
                .filter(imu -> imu.value().backing() instanceof Imu.Backing.Pages)
                .map(Entry::id)
                .toList()
                .equals(host.users().pinnedBy(ring.id()).ids().toList()))
        .map(ring -> "ring %s pins other memory than its buffers".formatted(ring.id()));
  }

  /** Pages are mapped for block requests on ordinary memory alone, and no longer than for them. */
  private Iterator<String> ordinaryPages() {
    return host.mapping()
        .devices()
        .iterator()
        .flatMap(device ->
            device
                .value()
                .commands()
                .ids()
                .filter(tag ->
                    !host.partOf(device.id(), tag).exists(found -> host.isOrdinary(found._1)))
                .map(tag ->
                    "tag %s of drive %s has pages mapped and no block request for them"
                        .formatted(tag, device.id())));
  }

  /** What a command may still touch is the range of its block request and mapped. */
  private Iterator<String> addresses() {
    return host.drives()
        .iterator()
        .flatMap(d ->
            inUse(d.value())
                .flatMap(tag ->
                    host.partOf(d.id(), tag).iterator().flatMap(found -> stray(d, tag, found))));
  }

  private Iterator<String> stray(
      Entry<DeviceId, Drive> drive, TagId tag, Tuple2<RingRequest, Part> found) {
    Vector<DmaSegment> ranges = host.rangesOf(found._1, found._2);
    return drive
        .value()
        .queue()
        .pair(Drive.SELF)
        .untouched(tag)
        .iterator()
        .filter(t ->
            !ranges.exists(r -> r.address() <= t.address() && t.address() + t.length() <= r.end()))
        .map(t ->
            "tag %s of drive %s may touch %d bytes at %#x, outside of its request"
                .formatted(tag, drive.id(), t.length(), t.address()));
  }

  private static Iterator<TagId> inUse(Drive drive) {
    return Iterator.range(0, drive.config().layout().tags())
        .map(TagId::of)
        .filter(tag -> drive.queue().request(Drive.SELF, tag).isDefined());
  }
}
