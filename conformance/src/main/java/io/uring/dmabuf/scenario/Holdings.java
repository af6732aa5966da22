package io.uring.dmabuf.scenario;

import io.uring.dmabuf.dmabuf.DmaBuf;
import io.uring.dmabuf.dmabuf.RegBuf;
import io.uring.dmabuf.dmabuf.TargetFile;
import io.uring.dmabuf.system.Drive;
import io.uring.dmabuf.system.Host;
import io.uring.dmabuf.system.RequestId;
import io.uring.dmabuf.uring.BufferTable;
import io.vavr.Tuple2;
import io.vavr.collection.Iterator;
import io.vavr.collection.List;

/** Who holds what at the end of a scenario, beyond the descriptors that the user has open. */
final class Holdings {
  private final Session session;
  private final Host host;

  private Holdings(Session session) {
    this.session = session;
    host = session.host();
  }

  /** One line for each thing that is held, and by whom. */
  static List<String> of(Session session) {
    Holdings all = new Holdings(session);
    return Iterator.concat(
            all.host.rings().iterator().flatMap(all::ofRing),
            all.host.mapping().files().iterator().flatMap(all::ofFile),
            all.host.mapping().dmabufs().iterator().flatMap(all::ofBuffer),
            all.host.drives().iterator().flatMap(all::ofDrive))
        .toList();
  }

  private Iterator<String> ofRing(Tuple2<Integer, BufferTable> ring) {
    String name = session.names().nameOf(new Named.Ring(ring._1));
    Iterator<String> slots =
        ring._2
            .table()
            .iterator()
            .flatMap(table -> table.nodes().zipWithIndex())
            .flatMap(slot ->
                slot._1.map(node ->
                    "%s slot %d: %s".formatted(name, slot._2, buffer(ring._1, ring._2, node))));
    Iterator<String> requests =
        ring._2
            .requests()
            .iterator()
            .map(r ->
                "%s user_data=%d: %s%s"
                    .formatted(
                        name,
                        session.userData().of(new RequestId(ring._1, r._1)),
                        r._2
                            .state()
                            .toString()
                            .toLowerCase(java.util.Locale.ROOT)
                            .replace('_', ' '),
                        r._2
                            .node()
                            .map(node -> ", " + buffer(ring._1, ring._2, node))
                            .getOrElse("")));
    int entries = session.userData().completions(ring._1).size();
    return Iterator.concat(
        slots,
        requests,
        entries == 0
            ? List.empty()
            : List.of("%s: %s not consumed".formatted(name, count(entries, "completion"))));
  }

  private String buffer(int ring, BufferTable table, int node) {
    return table
        .regbufOfNode(node)
        .flatMap(host.mapping().regbufs()::get)
        .map(this::mapping)
        .orElse(() -> host.areaOfNode(ring, node).map(this::pinned))
        .getOrElse("nothing");
  }

  private String pinned(int area) {
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

  private Iterator<String> ofFile(Tuple2<Integer, TargetFile> file) {
    return references(
        session.names().nameOf(new Named.File(file._1)), file._2.refs(), file._2.open());
  }

  private Iterator<String> ofBuffer(Tuple2<Integer, DmaBuf> buffer) {
    return references(
        session.names().nameOf(new Named.Buffer(buffer._1)), buffer._2.refs(), buffer._2.open());
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

  private Iterator<String> ofDrive(Tuple2<Integer, Drive> drive) {
    String name = session.names().nameOf(new Named.Disk(drive._1));
    int refs = host.mapping().devices().get(drive._1).get().refs();
    int tags = drive._2.queue().pair(Drive.SELF).tags().requests().count(r -> r.isDefined());
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
