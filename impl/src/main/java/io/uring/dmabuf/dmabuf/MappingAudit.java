package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.design.StateLaw;
import io.uring.dmabuf.dma.DmaVec;
import io.uring.dmabuf.dma.Iommu;
import io.uring.dmabuf.dma.Iommu.Translation;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.Id;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RegbufId;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The laws that hold in every state of {@link DmabufMapping}, recomputed from what it consists of.
 */
public final class MappingAudit {

  /** The laws. */
  public static final List<StateLaw<DmabufMapping>> LAWS =
      List.of(
          law("FileRefsCoverRegistrations", a -> first(a.state.files(), a::file)),
          law("DmabufRefsMatchHolders", a -> first(a.state.dmabufs(), a::dmabuf)),
          law("ExporterCountsMatchHolders", a -> first(a.state.dmabufs(), a::counts)),
          law("ResvHeldByLiveRegbuf", a -> first(a.state.dmabufs(), a::lock)),
          law("DeviceRefsMatchHolders", a -> first(a.state.devices(), a::device)),
          law(
              "IommuMatchesMappings",
              a ->
                  first(a.state.devices(), a::unexplained)
                      .orElse(() -> first(a.state.regbufs(), a::untranslated))
                      .orElse(() -> first(a.state.devices(), a::unreached))),
          law("HoldsStandOnHolds", a -> first(a.state.regbufs(), a::standing)),
          law("HeldObjectsAlive", a -> first(a.state.regbufs(), a::alive)));

  private final DmabufMapping state;

  private MappingAudit(DmabufMapping state) {
    this.state = state;
  }

  private static StateLaw<DmabufMapping> law(
      String name, Function<MappingAudit, Option<String>> broken) {
    return new StateLaw<>(name, state -> broken.apply(new MappingAudit(state)));
  }

  /** One line about a law that the state breaks, if any. */
  public static Option<String> brokenLaw(DmabufMapping state) {
    return StateLaw.firstBroken(LAWS, state);
  }

  private static <K extends Id<K>, T> Option<String> first(
      Numbered<K, T> objects, Function<Entry<K, T>, Option<String>> law) {
    for (Entry<K, T> entry : objects) {
      Option<String> broken = law.apply(entry);
      if (broken.isDefined()) {
        return broken;
      }
    }
    return Option.none();
  }

  private Option<String> file(Entry<FileId, TargetFile> entry) {
    int held = state.registrationFileRefs(entry.id());
    return Option.when(
        entry.value().refs() < held,
        () ->
            "file %s has %d references, its descriptor and registrations hold %d"
                .formatted(entry.id(), entry.value().refs(), held));
  }

  private Option<String> dmabuf(Entry<DmabufId, DmaBuf> entry) {
    DmaBuf buffer = entry.value();
    int held = (buffer.open() ? 1 : 0) + holders(r -> r.dmabuf().contains(entry.id()));
    return Option.when(
        buffer.refs() != held,
        () ->
            "dma-buf %s has %d references, held are %d".formatted(entry.id(), buffer.refs(), held));
  }

  private Option<String> counts(Entry<DmabufId, DmaBuf> entry) {
    int mapped = holders(r -> r.dmabuf().contains(entry.id()) && r.sgt().isDefined());
    ExporterCounts live =
        new ExporterCounts(
            holders(r -> r.attachment().exists(a -> a.dmabuf().equals(entry.id()))),
            mapped,
            mapped);
    return Option.when(
        !entry.value().counts().equals(live),
        () ->
            "the exporter of dma-buf %s has counted %s, there are %s"
                .formatted(entry.id(), inWords(entry.value().counts()), inWords(live)));
  }

  private static String inWords(ExporterCounts counts) {
    return "%d attachments, %d pins and %d mappings"
        .formatted(counts.attachments(), counts.pins(), counts.mappings());
  }

  private int holders(Predicate<RegBuf> holds) {
    int count = 0;
    for (Entry<RegbufId, RegBuf> regbuf : state.regbufs()) {
      count += holds.test(regbuf.value()) ? 1 : 0;
    }
    return count;
  }

  private Option<String> lock(Entry<DmabufId, DmaBuf> entry) {
    DmabufId dmabuf = entry.id();
    return switch (entry.value().resv()) {
      case Resv.Free _, Resv.HeldByExporter _ -> Option.none();
      case Resv.HeldByRegistration(RegbufId regbuf) ->
          Option.when(
              !state.regbufs().get(regbuf).exists(r -> isMappedOrToBe(r, dmabuf)),
              () ->
                  "the lock of dma-buf %s is held for regbuf %s, which neither maps nor unmaps it"
                      .formatted(dmabuf, regbuf));
    };
  }

  /** Whether a regbuf may be about to map a dma-buf, or to unmap it. */
  private static boolean isMappedOrToBe(RegBuf r, DmabufId dmabuf) {
    return r.attachment().exists(a -> a.dmabuf().equals(dmabuf))
        && r.vec().isEmpty()
        && (r.sgt().isDefined() || !r.deviceHeld());
  }

  private Option<String> device(Entry<DeviceId, DmaDevice> entry) {
    int held = holders(r -> r.deviceHeld() && r.device().contains(entry.id()));
    return Option.when(
        entry.value().refs() != held,
        () ->
            "device %s has %d references, held are %d"
                .formatted(entry.id(), entry.value().refs(), held));
  }

  /** A translation that no live mapping explains. */
  private Option<String> unexplained(Entry<DeviceId, DmaDevice> entry) {
    DeviceId device = entry.id();
    Vector<Translation> table = entry.value().iommu().table();
    if (table.isEmpty()) {
      return Option.none();
    }
    Set<Translation> explained = explained(device);
    return table
        .find(pages -> !explained.contains(pages))
        .map(pages ->
            "device %s reaches physical page %#x at %#x, which no mapping explains"
                .formatted(device, pages.physical(), pages.iova()));
  }

  /** What live mappings and single commands make a device reach. */
  private Set<Translation> explained(DeviceId device) {
    Set<Translation> explained = new HashSet<>();
    ofCommands(device).forEach(explained::add);
    for (Entry<RegbufId, RegBuf> regbuf : state.regbufs()) {
      if (regbuf.value().attachment().exists(a -> a.device().equals(device))) {
        state.translations(regbuf.id()).forEach(explained::add);
      }
    }
    return explained;
  }

  private Vector<Translation> ofCommands(DeviceId device) {
    return Vector.ofAll(state.devices().get(device).get().commands().values())
        .flatMap(state::translations);
  }

  /** A page of a command's mapping that the device does not reach where the mapping says. */
  private Option<String> unreached(Entry<DeviceId, DmaDevice> entry) {
    return ofCommands(entry.id())
        .find(pages -> !reaches(entry.value().iommu(), pages))
        .map(pages ->
            "a command has pages mapped at %#x, where device %s reaches something else"
                .formatted(pages.iova(), entry.id()));
  }

  private static boolean reaches(Iommu iommu, Translation pages) {
    return iommu.translate(pages.iova()).contains(pages.physical());
  }

  /** A hold that has lost what it stands on. */
  private Option<String> standing(Entry<RegbufId, RegBuf> entry) {
    return unfounded(entry.value()).map(what -> "regbuf %s %s".formatted(entry.id(), what));
  }

  private Option<String> unfounded(RegBuf r) {
    return Option.when(
            r.vec().isDefined() && !(r.deviceHeld() && (revoked(r) || tellsOfMapping(r))),
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

  private static boolean tellsOfMapping(RegBuf r) {
    return r.sgt().map(ScatterTable::segments).equals(r.vec().map(DmaVec::segments));
  }

  /** Whether it may be that whoever unbinds a driver has ended its mapping. */
  private boolean revoked(RegBuf r) {
    return r.equals(r.revoked()) && r.attachment().isDefined() && state.isUnbindable(r);
  }

  /** A page of a mapping that the device does not reach where the mapping says. */
  private Option<String> untranslated(Entry<RegbufId, RegBuf> entry) {
    RegbufId id = entry.id();
    RegBuf r = entry.value();
    Option<Iommu> iommu = r.device().flatMap(state.devices()::get).map(DmaDevice::iommu);
    return state
        .translations(id)
        .find(pages -> !iommu.exists(i -> reaches(i, pages)))
        .map(pages ->
            "regbuf %s is mapped at %#x, where its device reaches something else"
                .formatted(id, pages.iova()));
  }

  /** What a regbuf holds is there, whether its descriptor is open or not. */
  private Option<String> alive(Entry<RegbufId, RegBuf> entry) {
    RegBuf r = entry.value();
    return Option.when(
            r.dmabuf().exists(b -> state.dmabufs().get(b).forAll(held -> held.refs() < 1)),
            () -> "regbuf %s holds a dma-buf that is gone".formatted(entry.id()))
        .orElse(
            Option.when(
                r.targetFile().exists(f -> state.files().get(f).forAll(held -> held.refs() < 1)),
                () -> "regbuf %s holds a file that is gone".formatted(entry.id())));
  }
}
