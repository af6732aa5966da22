package io.uring.dmabuf.targets;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.StepLaw;
import io.uring.dmabuf.dma.Iommu;
import io.uring.dmabuf.dmabuf.DmaBuf;
import io.uring.dmabuf.dmabuf.DmabufMapping;
import io.uring.dmabuf.dmabuf.MappingAudit;
import io.uring.dmabuf.dmabuf.MappingEnvironment;
import io.uring.dmabuf.dmabuf.MappingPlatform;
import io.uring.dmabuf.dmabuf.MappingStepAudit;
import io.uring.dmabuf.dmabuf.MappingSteps;
import io.uring.dmabuf.dmabuf.RegBuf;
import io.uring.dmabuf.dmabuf.Resv;
import io.uring.dmabuf.dmabuf.ScatterTable;
import io.uring.dmabuf.dmabuf.StreamingMapping;
import io.uring.dmabuf.dmabuf.TargetFile;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.replay.ReplayTarget;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.replay.StepGroups;
import io.uring.dmabuf.replay.TlaValues;
import io.uring.dmabuf.step.Choice;
import io.vavr.collection.HashMap;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import tlc2.value.impl.Value;

/**
 * The Java of the specification DmabufMapping. The IOMMU of the specification, which tells the
 * owner of each address, is derived from the translation tables: the owner is the regbuf, or the
 * command, whose scatter table explains where the device ends up.
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
      List.of("files", "dmabufs", "devs", "regbufs", "iommu", "resv", "maps");
  private static final List<String> PARTS = List.of("files", "dmabufs", "devices", "regbufs");
  private static final int FILES = 0;
  private static final int DMABUFS = 1;
  private static final int DEVICES = 2;
  private static final int REGBUFS = 3;
  private static final Map<String, List<Integer>> PARTS_OF_LAW =
      HashMap.of(
          "FileRefsCoverRegistrations", List.of(FILES, REGBUFS),
          "DmabufRefsMatchHolders", List.of(DMABUFS, REGBUFS),
          "ExporterCountsMatchHolders", List.of(DMABUFS, REGBUFS),
          "ResvHeldByLiveRegbuf", List.of(DMABUFS, REGBUFS),
          "DeviceRefsMatchHolders", List.of(DEVICES, REGBUFS),
          "IommuMatchesMappings", List.of(DMABUFS, DEVICES, REGBUFS),
          "HoldsStandOnHolds", List.of(REGBUFS),
          "HeldObjectsAlive", List.of(FILES, DMABUFS, REGBUFS));
  private static final List<Law<DmabufMapping>> LAWS =
      MappingAudit.LAWS.map(law -> Laws.of(law, PARTS_OF_LAW.get(law.name()).get()));

  private final ModelConstants constants;
  private final List<Integer> iovas;
  private final List<TagId> tags;
  private final DmabufMapping initial;
  private final TlaValues.Shape file = TlaValues.shape("fd", "refs", "direct");
  private final TlaValues.Shape dmabuf =
      TlaValues.shape("fd", "refs", "attachments", "pins", "mappings");
  private final TlaValues.Shape hold =
      TlaValues.shape("file", "dev", "buf", "attached", "addrs", "pinned", "vec");

  /** The target of a loaded model. */
  public DmabufMappingTarget(ModelConstants constants, Design design) {
    this.constants = constants;
    iovas = constants.integers("Iovas");
    tags = constants.ids("Tags", TagId::of);
    MappingPlatform platform =
        new MappingPlatform(
            design,
            PAGE_SIZE,
            IOVA_BASE,
            iovas.size(),
            constants.function("DevOf", FileId::of).map(DeviceId::of),
            HashSet.ofAll(constants.ids("Shareable", DmabufId::of)),
            constants.has("Unbindable")
                ? HashSet.ofAll(constants.ids("Unbindable", DeviceId::of))
                : HashSet.empty());
    initial =
        DmabufMapping.fresh(
            platform,
            memory(constants.function("PagesOf", DmabufId::of)),
            constants.ids("Devs", DeviceId::of));
  }

  /** Pages that are never neighbours and go downwards, so that no order is right by accident. */
  private static Numbered<DmabufId, Vector<Long>> memory(Numbered<DmabufId, Integer> pagesOf) {
    return Numbered.of(
        pagesOf.ids(),
        buf -> {
          long first = 64L * buf.number();
          return Vector.range(0, pagesOf.get(buf).get())
              .map(i -> MEMORY_BASE + (first - 2L * i) * PAGE_SIZE);
        });
  }

  @Override
  public DmabufMapping initial() {
    return initial;
  }

  @Override
  public List<StepDef<DmabufMapping>> steps() {
    List<RegbufId> regbufs = constants.ids("RegbufIds", RegbufId::of);
    List<FileId> closable = constants.integersIn("Closable", "files").map(FileId::of);
    int maxUsers = constants.has("MaxUsers") ? constants.integer("MaxUsers") : Short.MAX_VALUE;
    return MappingEnvironment.STEPS.flatMap(
        step -> step.choices(constants).map(choice -> def(choice, regbufs, closable, maxUsers)));
  }

  /** A step with the model's bounds MCMayAllocRegbuf and MCMayGetFile. */
  private static <A> StepDef<DmabufMapping> def(
      Choice<DmabufMapping, A> choice,
      List<RegbufId> regbufs,
      List<FileId> closable,
      int maxUsers) {
    if (choice.step().equals(MappingSteps.ALLOC_REGBUF)) {
      return StepDef.of(choice, s -> regbufs.contains(s.nextRegbuf()));
    }
    if (choice.step().equals(MappingSteps.REQ_GET_FILE)) {
      FileId file = (FileId) choice.args();
      boolean closes = closable.contains(file);
      return StepDef.of(
          choice,
          s ->
              closes
                  && s.files()
                      .get(file)
                      .exists(f -> f.refs() < s.registrationFileRefs(file) + maxUsers));
    }
    return StepDef.of(choice);
  }

  @Override
  public Option<StepGroups<DmabufMapping>> groups() {
    return Option.some(MappingGroups.of(constants.integers("RegbufIds").size(), steps()));
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
      case FILES -> s.files();
      case DMABUFS -> s.dmabufs();
      case DEVICES -> s.devices();
      case REGBUFS -> s.regbufs();
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
      case "files" -> new int[] {FILES};
      case "dmabufs", "resv" -> new int[] {DMABUFS};
      case "devs", "maps" -> new int[] {DEVICES};
      case "regbufs" -> new int[] {REGBUFS};
      default -> new int[] {DMABUFS, DEVICES, REGBUFS};
    };
  }

  @Override
  public Value abstraction(DmabufMapping s, int variable) {
    return switch (VARIABLES.get(variable)) {
      case "files" -> TlaValues.function(s.files(), this::file);
      case "dmabufs" -> TlaValues.function(s.dmabufs(), this::dmabuf);
      case "devs" -> TlaValues.function(s.devices(), d -> TlaValues.integer(d.refs()));
      case "regbufs" -> TlaValues.function(s.regbufs(), r -> hold(s, r));
      case "iommu" -> iommu(s);
      case "maps" -> maps(s);
      default -> TlaValues.function(s.dmabufs(), b -> resv(b.resv()));
    };
  }

  private Value file(TargetFile f) {
    return file.of(
        TlaValues.bool(f.open()), TlaValues.integer(f.refs()), TlaValues.bool(f.direct()));
  }

  private Value dmabuf(DmaBuf b) {
    return dmabuf.of(
        TlaValues.bool(b.open()),
        TlaValues.integer(b.refs()),
        TlaValues.integer(b.counts().attachments()),
        TlaValues.integer(b.counts().pins()),
        TlaValues.integer(b.counts().mappings()));
  }

  private Value hold(DmabufMapping s, RegBuf r) {
    return hold.of(
        TlaValues.id(r.targetFile()),
        TlaValues.id(r.device()),
        TlaValues.id(r.dmabuf()),
        TlaValues.bool(r.attachment().isDefined()),
        addresses(s, r.sgt()),
        TlaValues.bool(r.deviceHeld()),
        TlaValues.bool(r.vec().isDefined()));
  }

  private static Value addresses(DmabufMapping s, Option<ScatterTable> table) {
    MappingPlatform platform = s.platform();
    return TlaValues.sequence(
        table
            .fold(Vector::<Long>empty, sgt -> sgt.pages(platform.pageSize()))
            .map(iova -> TlaValues.integer(platform.numberOf(iova)))
            .toJavaArray(Value[]::new));
  }

  private Value maps(DmabufMapping s) {
    return TlaValues.function(
        Numbered.of(s.devices().ids(), device -> device),
        device ->
            TlaValues.function(
                Numbered.of(tags, tag -> s.ofCommand(new OfTag(device, tag))),
                mapped -> addresses(s, mapped.map(StreamingMapping::table))));
  }

  private Value iommu(DmabufMapping s) {
    return TlaValues.function(
        Numbered.of(s.devices().ids(), device -> owners(s, device)), owners -> owners);
  }

  private Value owners(DmabufMapping s, DeviceId device) {
    Iommu iommu = s.devices().get(device).get().iommu();
    return TlaValues.function(
        iovas.toJavaStream().mapToInt(Integer::intValue).toArray(),
        iovas
            .map(a -> owner(s, device, iommu, s.platform().iova(a)))
            .map(TlaValues::integer)
            .toJavaArray(Value[]::new));
  }

  private int owner(DmabufMapping s, DeviceId device, Iommu iommu, long iova) {
    return iommu
        .translate(iova)
        .fold(
            fault -> 0,
            physical ->
                s.ownerOf(device, iova, physical)
                    .map(RegbufId::number)
                    .orElse(
                        () -> s.commandOf(device, iova, physical).map(tag -> number(device, tag)))
                    .getOrElse(NOBODY));
  }

  /** What the specification writes for a command. */
  private int number(DeviceId device, TagId tag) {
    return -(1 + tag.number() + (device.number() - 1) * tags.size());
  }

  private static Value resv(Resv resv) {
    return switch (resv) {
      case Resv.Free _ -> TlaValues.integer(0);
      case Resv.HeldByExporter _ -> TlaValues.integer(EXPORTER);
      case Resv.HeldByRegistration(RegbufId regbuf) -> TlaValues.id(regbuf);
    };
  }

  @Override
  public List<Law<DmabufMapping>> laws() {
    return LAWS;
  }

  @Override
  public List<StepLaw<DmabufMapping>> stepLaws() {
    return MappingStepAudit.LAWS;
  }
}
