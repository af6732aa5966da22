package io.uring.dmabuf.scenario;

import io.uring.dmabuf.dmabuf.DmaBuf;
import io.uring.dmabuf.dmabuf.RegBuf;
import io.uring.dmabuf.dmabuf.TargetFile;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.system.RingRequest;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.vavr.collection.Iterator;
import io.vavr.collection.List;

/** Who holds what at the end of a scenario, beyond the descriptors that the user has open. */
final class Holdings {
  private final Session session;
  private final State s;

  private Holdings(Session session) {
    this.session = session;
    s = session.state();
  }

  /** One line for each thing that is held, and by whom. */
  static List<String> of(Session session) {
    Holdings all = new Holdings(session);
    return Iterator.concat(
            all.s.rings().all().iterator().flatMap(all::ofRing),
            all.s.mapping().files().iterator().flatMap(all::ofFile),
            all.s.mapping().dmabufs().iterator().flatMap(all::ofBuffer),
            all.s.queue().devices().iterator().flatMap(all::ofDrive))
        .toList();
  }

  private Iterator<String> ofRing(Entry<RingId, RingContext> ring) {
    String name = session.names().nameOf(new Named.Ring(ring.id()));
    Iterator<String> slots =
        ring.value()
            .table()
            .iterator()
            .flatMap(table -> table.nodes().zipWithIndex())
            .flatMap(slot ->
                slot._1.map(
                    node -> "%s slot %d: %s".formatted(name, slot._2, buffer(ring.value(), node))));
    Iterator<String> requests =
        ring.value()
            .requests()
            .iterator()
            .filter(r -> ring.value().open() || r.value().state() != Request.State.COMPLETE)
            .map(r ->
                "%s user_data=%s: %s%s"
                    .formatted(
                        name,
                        Numbers.unsigned(session.userData().of(new RingRequest(ring.id(), r.id()))),
                        r.value()
                            .state()
                            .toString()
                            .toLowerCase(java.util.Locale.ROOT)
                            .replace('_', ' '),
                        r.value()
                            .node()
                            .map(node -> ", " + buffer(ring.value(), node))
                            .getOrElse("")));
    int entries = session.userData().completions(ring.id()).size();
    return Iterator.concat(
        slots,
        requests,
        entries == 0
            ? List.empty()
            : List.of("%s: %s not consumed".formatted(name, count(entries, "completion"))));
  }

  private String buffer(RingContext table, NodeId node) {
    return table
        .regbufOfNode(node)
        .flatMap(s.mapping().regbufs()::get)
        .map(this::mapping)
        .orElse(() -> table.areaOfNode(node).map(this::pinned))
        .getOrElse("nothing");
  }

  private String pinned(AreaId area) {
    return session.names().nameOf(new Named.Pages(area)) + ", pinned";
  }

  private String mapping(RegBuf regbuf) {
    Names names = session.names();
    return "%s for %s%s"
        .formatted(
            regbuf.dmabuf().map(id -> names.nameOf(new Named.Buffer(id))).getOrElse("no dma-buf"),
            regbuf.targetFile().map(id -> names.nameOf(new Named.File(id))).getOrElse("no file"),
            regbuf
                .sgt()
                .map(sgt -> " in " + count(sgt.segments().size(), "segment"))
                .getOrElse(", not mapped"));
  }

  private Iterator<String> ofFile(Entry<FileId, TargetFile> file) {
    return references(
        session.names().nameOf(new Named.File(file.id())),
        file.value().refs(),
        file.value().open());
  }

  private Iterator<String> ofBuffer(Entry<DmabufId, DmaBuf> buffer) {
    return references(
        session.names().nameOf(new Named.Buffer(buffer.id())),
        buffer.value().refs(),
        buffer.value().open());
  }

  private static Iterator<String> references(String name, int refs, boolean open) {
    int beyond = refs - (open ? 1 : 0);
    return beyond == 0
        ? Iterator.empty()
        : Iterator.of(
            "%s: %s%s"
                .formatted(
                    name,
                    count(beyond, "reference"),
                    open ? " beside its descriptor" : ", descriptor closed"));
  }

  private Iterator<String> ofDrive(DeviceId drive) {
    String name = session.names().nameOf(new Named.Disk(drive));
    int refs = s.mapping().devices().get(drive).get().refs();
    int tags = s.queue().pair(drive).tags().taken();
    return Iterator.concat(
        refs == 0
            ? List.<String>empty()
            : List.of("%s: %s".formatted(name, count(refs, "reference"))),
        tags == 0 ? List.empty() : List.of("%s: %s in use".formatted(name, count(tags, "tag"))));
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
