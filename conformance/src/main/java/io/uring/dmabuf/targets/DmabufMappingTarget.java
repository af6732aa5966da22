package io.uring.dmabuf.targets;

import static io.uring.dmabuf.replay.StepDef.step;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.Iommu;
import io.uring.dmabuf.dmabuf.DmaDevice;
import io.uring.dmabuf.dmabuf.DmabufMapping;
import io.uring.dmabuf.dmabuf.MappingAudit;
import io.uring.dmabuf.dmabuf.MappingPlatform;
import io.uring.dmabuf.dmabuf.RegBuf;
import io.uring.dmabuf.dmabuf.Resv;
import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.replay.TlaValues;
import io.vavr.Tuple2;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Seq;
import io.vavr.collection.Set;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.BiFunction;
import java.util.function.Function;
import tlc2.value.impl.Value;

/**
 * The Java of the specification DmabufMapping. Its log is no part. The IOMMU of the specification,
 * which tells the owner of each address, is derived from the translation tables: the owner is the
 * regbuf whose scatter table explains where the device ends up.
 */
public final class DmabufMappingTarget implements ReplayTarget<DmabufMapping> {
  private static final int PAGE_SIZE = 4096;
  private static final long IOVA_BASE = 0xF000_0000L;
  private static final long MEMORY_BASE = 0x4_0000_0000L;

  /** What the specification says of a lock that the exporter holds. */
  private static final int EXPORTER = 99;

  /** The owner of an address that the IOMMU translates though no live mapping explains it. */
  private static final int NOBODY = 98;

  private static final List<String> VARIABLES =
      List.of("files", "dmabufs", "devs", "regbufs", "iommu", "resv");
  private static final List<String> PARTS = List.of("files", "dmabufs", "devices", "regbufs");
  private static final List<Law<DmabufMapping>> LAWS =
      List.of(new Law<>(List.range(0, PARTS.size()), MappingAudit::brokenLaw));

  private final Bounds bounds;
  private final DmabufMapping initial;
  private final TlaValues.Shape refs = TlaValues.shape("fd", "refs");
  private final TlaValues.Shape hold =
      TlaValues.shape("file", "dev", "buf", "attached", "addrs", "pinned", "vec");

  /**
   * The constants of the model.
   *
   * @param files file numbers
   * @param bufs dma-buf numbers
   * @param devs device numbers
   * @param deviceOf the device behind each file
   * @param pagesOf the pages of each dma-buf
   * @param iovas the numbers of the device addresses, from 1 without a gap
   * @param shareable the dma-bufs whose lock the exporter takes
   * @param closableFiles the files whose descriptors the user closes
   * @param closableBufs the dma-bufs whose descriptors the user closes
   * @param regbufs regbuf numbers; the model's bound on registrations
   * @param maxUsers the model's bound on the requests that hold one file
   */
  record Bounds(
      Seq<Integer> files,
      Seq<Integer> bufs,
      Seq<Integer> devs,
      Map<Integer, Integer> deviceOf,
      Map<Integer, Integer> pagesOf,
      Seq<Integer> iovas,
      Set<Integer> shareable,
      Set<Integer> closableFiles,
      Set<Integer> closableBufs,
      Set<Integer> regbufs,
      int maxUsers) {

    /** The bounds of a loaded model; without {@code MaxUsers} it does not bound the requests. */
    static Bounds of(ModelConstants constants) {
      return new Bounds(
          constants.integers("Files"),
          constants.integers("Bufs"),
          constants.integers("Devs"),
          constants.function("DevOf"),
          constants.function("PagesOf"),
          constants.integers("Iovas"),
          HashSet.ofAll(constants.integers("Shareable")),
          HashSet.ofAll(constants.integersIn("Closable", "files")),
          HashSet.ofAll(constants.integersIn("Closable", "bufs")),
          HashSet.ofAll(constants.integers("RegbufIds")),
          constants.has("MaxUsers") ? constants.integer("MaxUsers") : Short.MAX_VALUE);
    }
  }

  /** The target of a loaded model. */
  public DmabufMappingTarget(ModelConstants constants, Design design) {
    this(Bounds.of(constants), design);
  }

  DmabufMappingTarget(Bounds bounds, Design design) {
    this.bounds = bounds;
    MappingPlatform platform =
        new MappingPlatform(
            design,
            PAGE_SIZE,
            IOVA_BASE,
            bounds.iovas().size(),
            bounds.deviceOf(),
            bounds.shareable());
    initial =
        DmabufMapping.fresh(
            platform, bounds.pagesOf().map(DmabufMappingTarget::memoryOf), bounds.devs());
  }

  /** Pages that are never neighbours and go downwards, so that no order is right by accident. */
  private static Tuple2<Integer, Vector<Long>> memoryOf(int dmabuf, int pages) {
    return new Tuple2<>(
        dmabuf, Vector.range(0, pages).map(i -> MEMORY_BASE + (64L * dmabuf - 2L * i) * PAGE_SIZE));
  }

  @Override
  public DmabufMapping initial() {
    return initial;
  }

  @Override
  public List<StepDef<DmabufMapping>> steps() {
    return environment().appendAll(taking()).appendAll(givingBack());
  }

  private List<StepDef<DmabufMapping>> environment() {
    return each("CloseFile", bounds.closableFiles(), DmabufMapping::closeFile)
        .appendAll(each("CloseBuf", bounds.closableBufs(), DmabufMapping::closeBuf))
        .appendAll(each("ReqGetFile", bounds.files(), this::reqGetFile))
        .appendAll(each("ReqPutFile", bounds.files(), DmabufMapping::reqPutFile))
        .appendAll(each("ExporterLock", bounds.bufs(), DmabufMapping::exporterLock))
        .appendAll(each("ExporterUnlock", bounds.bufs(), DmabufMapping::exporterUnlock));
  }

  private List<StepDef<DmabufMapping>> taking() {
    return List.of(step("AllocRegbuf", this::allocRegbuf))
        .appendAll(List.ofAll(bounds.regbufs()).flatMap(this::takingWhat))
        .appendAll(each("GetDmaDevice", bounds.regbufs(), DmabufMapping::getDmaDevice))
        .appendAll(each("Attach", bounds.regbufs(), DmabufMapping::attach))
        .appendAll(each("LockResv", bounds.regbufs(), DmabufMapping::lockResv))
        .appendAll(each("Map", bounds.regbufs(), DmabufMapping::map))
        .appendAll(each("MapFails", bounds.regbufs(), DmabufMapping::mapFails))
        .appendAll(each("GetDevice", bounds.regbufs(), DmabufMapping::getDevice))
        .appendAll(each("AllocVec", bounds.regbufs(), DmabufMapping::allocVec));
  }

  private Seq<StepDef<DmabufMapping>> takingWhat(int rb) {
    Seq<StepDef<DmabufMapping>> getFile =
        bounds.files().map(f -> step("GetFile", s -> s.getFile(rb, f), rb, f));
    return getFile.appendAll(
        bounds.bufs().map(b -> step("GetDmabuf", s -> s.getDmabuf(rb, b), rb, b)));
  }

  private List<StepDef<DmabufMapping>> givingBack() {
    return each("FreeVec", bounds.regbufs(), DmabufMapping::freeVec)
        .appendAll(each("Unmap", bounds.regbufs(), DmabufMapping::unmap))
        .appendAll(each("Detach", bounds.regbufs(), DmabufMapping::detach))
        .appendAll(each("PutDmabuf", bounds.regbufs(), DmabufMapping::putDmabuf))
        .appendAll(each("PutDevice", bounds.regbufs(), DmabufMapping::putDevice))
        .appendAll(each("PutFile", bounds.regbufs(), DmabufMapping::putFile))
        .appendAll(each("FreeRegbuf", bounds.regbufs(), DmabufMapping::freeRegbuf));
  }

  private static List<StepDef<DmabufMapping>> each(
      String action,
      Iterable<Integer> objects,
      BiFunction<DmabufMapping, Integer, Option<DmabufMapping>> step) {
    return List.ofAll(objects).map(id -> step(action, s -> step.apply(s, id), id));
  }

  /** The twin of the model's bound MCMayAllocRegbuf. */
  private Option<DmabufMapping> allocRegbuf(DmabufMapping s) {
    return bounds.regbufs().contains(s.nextRegbuf()) ? s.allocRegbuf() : Option.none();
  }

  /** The twin of the model's bound MCMayGetFile. */
  private Option<DmabufMapping> reqGetFile(DmabufMapping s, int file) {
    return bounds.closableFiles().contains(file)
            && s.files()
                .get(file)
                .exists(f -> f.refs() < s.registrationFileRefs(file) + bounds.maxUsers())
        ? s.reqGetFile(file)
        : Option.none();
  }

  @Override
  public List<String> variables() {
    return VARIABLES;
  }

  @Override
  public int parts() {
    return PARTS.size();
  }

  @Override
  public Object part(DmabufMapping s, int part) {
    return switch (part) {
      case 0 -> s.files();
      case 1 -> s.dmabufs();
      case 2 -> s.devices();
      case 3 -> s.regbufs();
      default -> throw new IllegalArgumentException("part " + part);
    };
  }

  @Override
  public String partName(int part) {
    return PARTS.get(part);
  }

  @Override
  public int[] partsOf(int variable) {
    return switch (VARIABLES.get(variable)) {
      case "files" -> new int[] {0};
      case "dmabufs", "resv" -> new int[] {1};
      case "devs" -> new int[] {2};
      case "regbufs" -> new int[] {3};
      default -> new int[] {1, 2, 3};
    };
  }

  @Override
  public Value abstraction(DmabufMapping s, int variable) {
    return switch (VARIABLES.get(variable)) {
      case "files" -> function(s.files(), f -> reference(f.open(), f.refs()));
      case "dmabufs" -> function(s.dmabufs(), b -> reference(b.open(), b.refs()));
      case "devs" -> function(s.devices(), d -> TlaValues.integer(d.refs()));
      case "regbufs" -> function(s.regbufs(), r -> hold(s, r));
      case "iommu" -> iommu(s);
      default -> function(s.dmabufs(), b -> resv(b.resv()));
    };
  }

  private static <T> Value function(Map<Integer, T> map, Function<T, Value> value) {
    TreeMap<Integer, T> sorted = TreeMap.ofEntries(map);
    return TlaValues.function(
        sorted.keysIterator().toJavaStream().mapToInt(Integer::intValue).toArray(),
        sorted.values().map(value).toJavaArray(Value[]::new));
  }

  private Value reference(boolean open, int count) {
    return refs.of(TlaValues.bool(open), TlaValues.integer(count));
  }

  private Value hold(DmabufMapping s, RegBuf r) {
    MappingPlatform platform = s.platform();
    Value[] addresses =
        r.sgt()
            .fold(Vector::<Long>empty, sgt -> sgt.pages(platform.pageSize()))
            .map(iova -> TlaValues.integer(platform.numberOf(iova)))
            .toJavaArray(Value[]::new);
    return hold.of(
        TlaValues.integer(r.targetFile().getOrElse(0)),
        TlaValues.integer(r.device().getOrElse(0)),
        TlaValues.integer(r.dmabuf().getOrElse(0)),
        TlaValues.bool(r.attachment().isDefined()),
        TlaValues.sequence(addresses),
        TlaValues.bool(r.deviceHeld()),
        TlaValues.bool(r.vec().isDefined()));
  }

  private Value iommu(DmabufMapping s) {
    TreeMap<Integer, DmaDevice> devices = TreeMap.ofEntries(s.devices());
    return TlaValues.function(
        devices.keysIterator().toJavaStream().mapToInt(Integer::intValue).toArray(),
        devices.map(device -> owners(s, device._1, device._2.iommu())).toJavaArray(Value[]::new));
  }

  private Value owners(DmabufMapping s, int device, Iommu iommu) {
    return TlaValues.function(
        bounds.iovas().toJavaStream().mapToInt(Integer::intValue).toArray(),
        bounds
            .iovas()
            .map(a -> owner(s, device, iommu, s.platform().iova(a)))
            .map(TlaValues::integer)
            .toJavaArray(Value[]::new));
  }

  private static int owner(DmabufMapping s, int device, Iommu iommu, long iova) {
    return iommu
        .translate(iova)
        .fold(fault -> 0, physical -> s.ownerOf(device, iova, physical).getOrElse(NOBODY));
  }

  private static Value resv(Resv resv) {
    return switch (resv) {
      case Resv.Free _ -> TlaValues.integer(0);
      case Resv.HeldByExporter _ -> TlaValues.integer(EXPORTER);
      case Resv.HeldByRegistration(int regbuf) -> TlaValues.integer(regbuf);
    };
  }

  @Override
  public List<Law<DmabufMapping>> laws() {
    return LAWS;
  }
}
