package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.dma.DmaVec;
import io.uring.dmabuf.dma.Iommu;
import io.uring.dmabuf.dma.Iommu.Translation;
import io.vavr.Tuple2;
import io.vavr.collection.Iterator;
import io.vavr.control.Option;

/**
 * The laws that hold in every state of {@link DmabufMapping}, recomputed from what it consists of.
 */
public final class MappingAudit {
  private final DmabufMapping state;

  private MappingAudit(DmabufMapping state) {
    this.state = state;
  }

  /** One line about a law that the state breaks, if any. */
  public static Option<String> brokenLaw(DmabufMapping state) {
    MappingAudit audit = new MappingAudit(state);
    return Iterator.concat(
            state.files().iterator().flatMap(audit::file),
            state.dmabufs().iterator().flatMap(audit::dmabuf),
            state.devices().iterator().flatMap(audit::device),
            state.regbufs().iterator().flatMap(audit::regbuf))
        .headOption();
  }

  private Option<String> file(Tuple2<Integer, TargetFile> entry) {
    int held = state.registrationFileRefs(entry._1);
    return Option.when(
        entry._2.refs() < held,
        () ->
            "file %d has %d references, its descriptor and registrations hold %d"
                .formatted(entry._1, entry._2.refs(), held));
  }

  private Option<String> dmabuf(Tuple2<Integer, DmaBuf> entry) {
    DmaBuf buffer = entry._2;
    int held =
        (buffer.open() ? 1 : 0)
            + state.regbufs().values().count(r -> r.dmabuf().contains(entry._1));
    return Option.when(
            buffer.refs() != held,
            () ->
                "dma-buf %d has %d references, held are %d"
                    .formatted(entry._1, buffer.refs(), held))
        .orElse(() -> lock(entry._1, buffer));
  }

  private Option<String> lock(int dmabuf, DmaBuf buffer) {
    return switch (buffer.resv()) {
      case Resv.Free _, Resv.HeldByExporter _ -> Option.none();
      case Resv.HeldByRegistration(int regbuf) ->
          Option.when(
              !state
                  .regbufs()
                  .get(regbuf)
                  .flatMap(RegBuf::attachment)
                  .exists(a -> a.dmabuf() == dmabuf),
              () ->
                  "the lock of dma-buf %d is held for regbuf %d, which is not attached to it"
                      .formatted(dmabuf, regbuf));
    };
  }

  private Option<String> device(Tuple2<Integer, DmaDevice> entry) {
    int held = state.regbufs().values().count(r -> r.deviceHeld() && r.device().contains(entry._1));
    return Option.when(
            entry._2.refs() != held,
            () ->
                "device %d has %d references, held are %d"
                    .formatted(entry._1, entry._2.refs(), held))
        .orElse(() -> unexplained(entry._1, entry._2.iommu()));
  }

  /** A translation that no live mapping explains. */
  private Option<String> unexplained(int device, Iommu iommu) {
    return iommu
        .table()
        .find(pages -> !explained(device, pages))
        .map(pages ->
            "device %d reaches physical page %#x at %#x, which no mapping explains"
                .formatted(device, pages.physical(), pages.iova()));
  }

  private boolean explained(int device, Translation pages) {
    return state
        .regbufs()
        .exists(r ->
            r._2.attachment().exists(a -> a.device() == device)
                && state.translations(r._1).contains(pages));
  }

  private Option<String> regbuf(Tuple2<Integer, RegBuf> entry) {
    int id = entry._1;
    RegBuf r = entry._2;
    return standing(r)
        .map(what -> "regbuf %d %s".formatted(id, what))
        .orElse(() -> untranslated(id, r));
  }

  /** A hold that has lost what it stands on. */
  private static Option<String> standing(RegBuf r) {
    return Option.when(
            r.vec().isDefined()
                && !(r.deviceHeld()
                    && r.sgt().map(ScatterTable::segments).equals(r.vec().map(DmaVec::segments))),
            "has segments that are not those of its mapping")
        .orElse(
            Option.when(
                r.sgt().isDefined() && r.attachment().isEmpty(), "is mapped but not attached"))
        .orElse(
            Option.when(
                r.attachment()
                    .exists(
                        a -> !r.dmabuf().contains(a.dmabuf()) || !r.device().contains(a.device())),
                "is attached to a dma-buf or device that it does not hold"))
        .orElse(
            Option.when(
                (r.dmabuf().isDefined() || r.deviceHeld() || r.device().isDefined())
                    && r.targetFile().isEmpty(),
                "holds something without a file"));
  }

  /** A page of a mapping that the device does not reach where the mapping says. */
  private Option<String> untranslated(int id, RegBuf r) {
    Option<Iommu> iommu = r.device().flatMap(state.devices()::get).map(DmaDevice::iommu);
    return state
        .translations(id)
        .find(pages -> !iommu.exists(i -> i.translate(pages.iova()).contains(pages.physical())))
        .map(pages ->
            "regbuf %d is mapped at %#x, where its device reaches something else"
                .formatted(id, pages.iova()));
  }
}
