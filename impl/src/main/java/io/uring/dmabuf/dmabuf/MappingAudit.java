package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.design.StateLaw;
import io.uring.dmabuf.dma.DmaVec;
import io.uring.dmabuf.dma.Iommu;
import io.uring.dmabuf.dma.Iommu.Translation;
import io.vavr.Tuple2;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The laws that hold in every state of {@link DmabufMapping}, recomputed from what it consists of.
 */
public final class MappingAudit {

  /** The laws of mappings when registrations alone make them. */
  public static final List<StateLaw<DmabufMapping>> LAWS = laws(HashMap.empty());

  private final DmabufMapping state;
  private final Map<Integer, Vector<Translation>> ofCommands;

  private MappingAudit(DmabufMapping state, Map<Integer, Vector<Translation>> ofCommands) {
    this.state = state;
    this.ofCommands = ofCommands;
  }

  private static List<StateLaw<DmabufMapping>> laws(Map<Integer, Vector<Translation>> ofCommands) {
    Function<DmabufMapping, MappingAudit> on = state -> new MappingAudit(state, ofCommands);
    return List.of(
        law("FileRefsCoverRegistrations", on, a -> first(a.state.files(), a::file)),
        law("DmabufRefsMatchHolders", on, a -> first(a.state.dmabufs(), a::dmabuf)),
        law("ResvHeldByLiveRegbuf", on, a -> first(a.state.dmabufs(), a::lock)),
        law("DeviceRefsMatchHolders", on, a -> first(a.state.devices(), a::device)),
        law(
            "IommuMatchesMappings",
            on,
            a ->
                first(a.state.devices(), a::unexplained)
                    .orElse(() -> first(a.state.regbufs(), a::untranslated))),
        law("HoldsStandOnHolds", on, a -> first(a.state.regbufs(), a::standing)),
        law("HeldObjectsAlive", on, a -> first(a.state.regbufs(), a::alive)));
  }

  private static StateLaw<DmabufMapping> law(
      String name,
      Function<DmabufMapping, MappingAudit> on,
      Function<MappingAudit, Option<String>> broken) {
    return new StateLaw<>(name, state -> broken.apply(on.apply(state)));
  }

  /** One line about a law that the state breaks, if any. */
  public static Option<String> brokenLaw(DmabufMapping state) {
    return StateLaw.firstBroken(LAWS, state);
  }

  /**
   * One line about a law that the state breaks, if any.
   *
   * @param ofCommands what is mapped on each device for single commands, not for registrations
   */
  public static Option<String> brokenLaw(
      DmabufMapping state, Map<Integer, Vector<Translation>> ofCommands) {
    return StateLaw.firstBroken(laws(ofCommands), state);
  }

  private static <T> Option<String> first(
      Map<Integer, T> objects, Function<Tuple2<Integer, T>, Option<String>> law) {
    for (Tuple2<Integer, T> entry : objects) {
      Option<String> broken = law.apply(entry);
      if (broken.isDefined()) {
        return broken;
      }
    }
    return Option.none();
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
    int held = (buffer.open() ? 1 : 0) + holders(r -> r.dmabuf().contains(entry._1));
    return Option.when(
        buffer.refs() != held,
        () -> "dma-buf %d has %d references, held are %d".formatted(entry._1, buffer.refs(), held));
  }

  private int holders(Predicate<RegBuf> holds) {
    int count = 0;
    for (Tuple2<Integer, RegBuf> regbuf : state.regbufs()) {
      count += holds.test(regbuf._2) ? 1 : 0;
    }
    return count;
  }

  private Option<String> lock(Tuple2<Integer, DmaBuf> entry) {
    int dmabuf = entry._1;
    return switch (entry._2.resv()) {
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
    int held = holders(r -> r.deviceHeld() && r.device().contains(entry._1));
    return Option.when(
        entry._2.refs() != held,
        () ->
            "device %d has %d references, held are %d".formatted(entry._1, entry._2.refs(), held));
  }

  /** A translation that no live mapping explains. */
  private Option<String> unexplained(Tuple2<Integer, DmaDevice> entry) {
    int device = entry._1;
    return entry
        ._2
        .iommu()
        .table()
        .find(pages -> !explained(device, pages))
        .map(pages ->
            "device %d reaches physical page %#x at %#x, which no mapping explains"
                .formatted(device, pages.physical(), pages.iova()));
  }

  private boolean explained(int device, Translation pages) {
    return ofCommands.get(device).exists(mapped -> mapped.contains(pages))
        || state
            .regbufs()
            .exists(r ->
                r._2.attachment().exists(a -> a.device() == device)
                    && state.translations(r._1).contains(pages));
  }

  /** A hold that has lost what it stands on. */
  private Option<String> standing(Tuple2<Integer, RegBuf> entry) {
    return unfounded(entry._2).map(what -> "regbuf %d %s".formatted(entry._1, what));
  }

  private static Option<String> unfounded(RegBuf r) {
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
  private Option<String> untranslated(Tuple2<Integer, RegBuf> entry) {
    int id = entry._1;
    RegBuf r = entry._2;
    Option<Iommu> iommu = r.device().flatMap(state.devices()::get).map(DmaDevice::iommu);
    return state
        .translations(id)
        .find(pages -> !iommu.exists(i -> i.translate(pages.iova()).contains(pages.physical())))
        .map(pages ->
            "regbuf %d is mapped at %#x, where its device reaches something else"
                .formatted(id, pages.iova()));
  }

  /** What a regbuf holds is there, whether its descriptor is open or not. */
  private Option<String> alive(Tuple2<Integer, RegBuf> entry) {
    RegBuf r = entry._2;
    return Option.when(
            r.dmabuf().exists(b -> state.dmabufs().get(b).forAll(held -> held.refs() < 1)),
            () -> "regbuf %d holds a dma-buf that is gone".formatted(entry._1))
        .orElse(
            Option.when(
                r.targetFile().exists(f -> state.files().get(f).forAll(held -> held.refs() < 1)),
                () -> "regbuf %d holds a file that is gone".formatted(entry._1)));
  }
}
