package io.uring.dmabuf.dmabuf;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.DmaVec;
import io.uring.dmabuf.dma.Iommu;
import io.uring.dmabuf.dma.Iommu.Translation;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.TagId;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Files, dma-bufs, devices and the regbufs that hold them: what a registration takes, in which
 * order, and how it gives it back (io_uring/rsrc.c and io_uring/dmabuf.c of patches 08 and 10,
 * drivers/dma-buf). Immutable; its steps are {@link MappingSteps}. The specification is
 * DmabufMapping.
 *
 * @param platform what never changes
 * @param files the files
 * @param dmabufs the dma-bufs
 * @param devices the devices
 * @param regbufs the live regbufs, the lowest free number being taken
 */
public record DmabufMapping(
    MappingPlatform platform,
    Numbered<FileId, TargetFile> files,
    Numbered<DmabufId, DmaBuf> dmabufs,
    Numbered<DeviceId, DmaDevice> devices,
    Numbered<RegbufId, RegBuf> regbufs)
    implements Designed {

  /**
   * Everything opened and nothing registered.
   *
   * @param pages the physical addresses of each dma-buf's pages, in bytes
   */
  public static DmabufMapping fresh(
      MappingPlatform platform,
      Numbered<DmabufId, Vector<Long>> pages,
      Iterable<DeviceId> devices) {
    Iommu nothing = Iommu.empty(platform.pageSize());
    return new DmabufMapping(
        platform,
        platform.deviceOf().map(device -> TargetFile.opened()),
        pages.map(
            all -> DmaBuf.exported(all.map(page -> new DmaSegment(page, platform.pageSize())))),
        Numbered.of(devices, device -> DmaDevice.idle(nothing)),
        Numbered.empty());
  }

  @Override
  public Design design() {
    return platform.design();
  }

  // ---- What appears.

  /**
   * A device without references.
   *
   * @param space how its addresses are handed out
   * @param domain what its IOMMU translates: nothing yet
   */
  public DmabufMapping withNewDevice(DeviceId device, AddressSpace space, Iommu domain) {
    return new DmabufMapping(
        platform.withDevice(device, space),
        files,
        dmabufs,
        devices.put(device, DmaDevice.idle(domain)),
        regbufs);
  }

  /** The caches of a device's IOMMU are flushed: what was unmapped is out of reach. */
  public DmabufMapping flushed(DeviceId device) {
    return withDevice(device, d -> d.iommu(d.iommu().flush()));
  }

  /** A file of a device, open with O_DIRECT. */
  public DmabufMapping withNewFile(FileId file, DeviceId device) {
    return new DmabufMapping(
        platform.withFile(file, device),
        files.put(file, TargetFile.opened()),
        dmabufs,
        devices,
        regbufs);
  }

  /** A file behind which there is no device, open. */
  public DmabufMapping withNewPipe(FileId file) {
    return new DmabufMapping(
        platform, files.put(file, TargetFile.opened().direct(false)), dmabufs, devices, regbufs);
  }

  /** A dma-buf just exported, whose exporter takes its lock now and then. */
  public DmabufMapping withNewDmabuf(DmabufId dmabuf, Vector<DmaSegment> memory) {
    return new DmabufMapping(
        platform.withShared(dmabuf),
        files,
        dmabufs.put(dmabuf, DmaBuf.exported(memory)),
        devices,
        regbufs);
  }

  /** O_DIRECT of a file is set or cleared ({@code fcntl(F_SETFL)}). */
  public DmabufMapping withDirect(FileId file, boolean direct) {
    return withFile(file, f -> f.direct(direct));
  }

  // ---- Ordinary memory.

  /** What the command of a tag has mapped for itself. */
  public Option<StreamingMapping> ofCommand(OfTag of) {
    return devices.get(of.device()).flatMap(device -> device.commands().get(of.tag()));
  }

  /** After some memory was mapped for a command; null if too few addresses are left. */
  @Nullable DmabufMapping withPagesMapped(OfTag of, Vector<DmaSegment> physical) {
    return placed(of.device(), physical)
        .map(addresses ->
            translated(of.device(), addresses, physical)
                .withDevice(
                    of.device(),
                    device ->
                        device.command(
                            of.tag(),
                            Option.some(
                                new StreamingMapping(table(addresses, physical), physical)))))
        .getOrNull();
  }

  /** After the memory of a command was unmapped; null if it has none. */
  @Nullable DmabufMapping withPagesUnmapped(OfTag of) {
    return ofCommand(of)
        .map(mapped ->
            untranslated(of.device(), translations(mapped))
                .withDevice(of.device(), device -> device.command(of.tag(), Option.none())))
        .getOrNull();
  }

  /**
   * The device address that each piece of some memory would be mapped at now, in bytes; none if too
   * few are left.
   *
   * @param physical the memory, in the order of its bytes
   */
  public Option<Vector<Long>> placed(DeviceId device, Vector<DmaSegment> physical) {
    return platform.space(device).place(devices.get(device).get().iommu(), physical);
  }

  // ---- Questions.

  /** The number that the next regbuf gets: the lowest free one. */
  public RegbufId nextRegbuf() {
    return RegbufId.of(regbufs.lowestFree(1));
  }

  /** Whether a file's descriptor is open. */
  public boolean isFileOpen(FileId file) {
    return files.get(file).exists(TargetFile::open);
  }

  /** Whether a file is O_DIRECT. */
  public boolean isDirect(FileId file) {
    return files.get(file).exists(TargetFile::direct);
  }

  /** Whether a file names the device that is behind it: one that is O_DIRECT now. */
  public boolean namesDevice(FileId file) {
    return isDirect(file) || design().deviates(DmabufMappingDeviation.BUFFERED_NAMES_DEVICE);
  }

  /** Whether a dma-buf's descriptor is open. */
  public boolean isBufOpen(DmabufId dmabuf) {
    return dmabufs.get(dmabuf).exists(DmaBuf::open);
  }

  /** Whether a regbuf is mapped. */
  public boolean isMapped(RegbufId regbuf) {
    return regbufs.get(regbuf).exists(r -> r.sgt().isDefined());
  }

  /** The device address of each page of a regbuf's mapping, in bytes; empty if not mapped. */
  public Vector<Long> addresses(RegbufId regbuf) {
    return regbufs.get(regbuf).flatMap(RegBuf::sgt).fold(Vector::empty, this::pagesOf);
  }

  /** The runs of device addresses that a regbuf's mapping has; none if it is not mapped. */
  public Vector<DmaSegment> segments(RegbufId regbuf) {
    return regbufs.get(regbuf).flatMap(RegBuf::sgt).fold(Vector::empty, ScatterTable::segments);
  }

  /** The pages of device addresses that a regbuf's mapping takes, with the memory behind them. */
  public Vector<Translation> translations(RegbufId regbuf) {
    return inPages(regbufs.get(regbuf).fold(Vector::empty, this::placements));
  }

  /** The pages of device addresses that a command's mapping takes, with the memory behind them. */
  public Vector<Translation> translations(StreamingMapping mapped) {
    return inPages(placements(mapped.table(), mapped.memory()));
  }

  private Vector<Translation> inPages(Vector<Translation> placed) {
    Iommu any = Iommu.empty(platform.pageSize());
    return placed.map(p -> any.pagesOf(p.iova(), p.physical(), p.length()));
  }

  /** Whether a device reaches no memory at all, by any mapping. */
  public boolean isUntranslated(DeviceId device) {
    return devices.get(device).forAll(d -> d.iommu().table().isEmpty() && d.commands().isEmpty());
  }

  /** Whether nothing that a registration has mapped for a device is left. */
  public boolean mappingsEnded(DeviceId device) {
    return !regbufs.values().exists(r -> r.device().contains(device) && r.sgt().isDefined());
  }

  /** The device of a regbuf; none if it knows none. */
  public Option<DeviceId> deviceOf(RegbufId regbuf) {
    return regbufs.get(regbuf).flatMap(RegBuf::device);
  }

  /** Whether the device of a regbuf has addresses for its buffer. */
  public boolean hasRoom(RegbufId regbuf) {
    return is(regbuf, this::hasRoom);
  }

  /** A file's references held by its descriptor and by registrations; requests hold the rest. */
  public int registrationFileRefs(FileId file) {
    int held = isFileOpen(file) ? 1 : 0;
    for (Entry<RegbufId, RegBuf> regbuf : regbufs) {
      held += regbuf.value().targetFile().contains(file) ? 1 : 0;
    }
    return held;
  }

  /**
   * The regbuf whose mapping explains a translation: its scatter table has the address where its
   * dma-buf has the physical page that the address is translated to.
   *
   * @param device the device
   * @param iova a device address, in bytes
   * @param physical the physical address that its IOMMU gives, in bytes
   */
  public Option<RegbufId> ownerOf(DeviceId device, long iova, long physical) {
    for (Entry<RegbufId, RegBuf> regbuf : regbufs) {
      if (explains(regbuf.value(), device, iova, physical)) {
        return Option.some(regbuf.id());
      }
    }
    return Option.none();
  }

  /**
   * The tag whose command's own mapping explains a translation, as {@link #ownerOf} of a regbuf's.
   *
   * @param device the device
   * @param iova a device address, in bytes
   * @param physical the physical address that its IOMMU gives, in bytes
   */
  public Option<TagId> commandOf(DeviceId device, long iova, long physical) {
    for (Entry<TagId, StreamingMapping> command : devices.get(device).get().commands()) {
      StreamingMapping mapped = command.value();
      if (explain(placements(mapped.table(), mapped.memory()), iova, physical)) {
        return Option.some(command.id());
      }
    }
    return Option.none();
  }

  /** Whether a regbuf's mapping explains a translation, whichever else does so too. */
  public boolean explains(RegbufId regbuf, DeviceId device, long iova, long physical) {
    return is(regbuf, r -> explains(r, device, iova, physical));
  }

  /** Whether the own mapping of the command of a tag explains a translation. */
  public boolean explains(OfTag of, long iova, long physical) {
    return ofCommand(of)
        .exists(mapped -> explain(placements(mapped.table(), mapped.memory()), iova, physical));
  }

  // ---- Helpers.

  /** Whether there is a regbuf with this number. */
  boolean has(RegbufId regbuf) {
    return regbufs.has(regbuf);
  }

  /** Whether a regbuf exists and is so. */
  boolean is(RegbufId regbuf, Predicate<RegBuf> condition) {
    RegBuf r = regbufs.getOrNull(regbuf);
    return r != null && condition.test(r);
  }

  /** What a change of a regbuf makes of this state; null if it does not exist. */
  @Nullable DmabufMapping changing(
      RegbufId regbuf, Function<RegBuf, @Nullable DmabufMapping> change) {
    RegBuf r = regbufs.getOrNull(regbuf);
    return r == null ? null : change.apply(r);
  }

  /** A live regbuf. */
  RegBuf regbuf(RegbufId id) {
    return regbufs.get(id).get();
  }

  /** A dma-buf. */
  DmaBuf dmabuf(DmabufId id) {
    return dmabufs.get(id).get();
  }

  /** A file. */
  TargetFile file(FileId id) {
    return files.get(id).get();
  }

  /** The device behind a file. */
  public DeviceId deviceOf(FileId file) {
    return platform.deviceOf().get(file).get();
  }

  /** Whether there is a device behind a file: not behind one end of a pipe. */
  public boolean hasDevice(FileId file) {
    return platform.deviceOf().has(file);
  }

  /** The holder of the lock of the dma-buf that a regbuf holds. */
  Option<Resv> resv(RegBuf r) {
    return r.dmabuf().flatMap(dmabufs::get).map(DmaBuf::resv);
  }

  /** Whether a regbuf exists and holds the lock of its dma-buf. */
  boolean isLockedBy(RegbufId regbuf) {
    return is(regbuf, r -> resv(r).contains(new Resv.HeldByRegistration(regbuf)));
  }

  private Vector<Long> pagesOf(ScatterTable sgt) {
    return sgt.pages(platform.pageSize());
  }

  /** Whether somebody unbinds the driver of a regbuf's device. */
  boolean isUnbindable(RegBuf r) {
    return r.device().exists(platform.unbindable()::contains);
  }

  /** Whether the device of a regbuf has addresses for the buffer. */
  boolean hasRoom(RegBuf r) {
    return places(r).isDefined();
  }

  /** The device address that each physical segment of a regbuf's buffer would be mapped at. */
  private Option<Vector<Long>> places(RegBuf r) {
    return r.device()
        .flatMap(device -> placed(device, memoryOf(r)))
        .filter(placed -> r.dmabuf().isDefined());
  }

  private Vector<DmaSegment> memoryOf(RegBuf r) {
    return r.dmabuf().flatMap(dmabufs::get).fold(Vector::empty, DmaBuf::segments);
  }

  private boolean explains(RegBuf r, DeviceId device, long iova, long physical) {
    return r.attachment().exists(a -> a.device().equals(device))
        && explain(placements(r), iova, physical);
  }

  private static boolean explain(Vector<Translation> placed, long iova, long physical) {
    return placed.exists(
        p -> p.iova() <= iova && iova < p.end() && p.physical() + (iova - p.iova()) == physical);
  }

  /** Each physical segment of a mapped regbuf with its device address, byte for byte. */
  private Vector<Translation> placements(RegBuf r) {
    return r.sgt().fold(Vector::empty, table -> placements(table, memoryOf(r)));
  }

  private static Vector<Translation> placements(ScatterTable table, Vector<DmaSegment> physical) {
    Translation[] placed = new Translation[physical.size()];
    Vector<DmaSegment> runs = table.segments();
    int done = 0;
    int run = 0;
    long inRun = 0;
    for (DmaSegment memory : physical) {
      placed[done++] =
          new Translation(runs.get(run).address() + inRun, memory.address(), memory.length());
      inRun += memory.length();
      if (inRun == runs.get(run).length()) {
        run++;
        inRun = 0;
      }
    }
    return Vector.of(placed);
  }

  /** After the buffer of a regbuf was mapped; null if there are too few addresses. */
  @Nullable DmabufMapping mapped(RegbufId regbuf, RegBuf r) {
    Vector<Long> addresses = places(r).getOrNull();
    if (addresses == null) {
      return null;
    }
    DeviceId device = r.device().get();
    Vector<DmaSegment> physical = memoryOf(r);
    return translated(device, addresses, physical)
        .withRegbuf(regbuf, r.sgt(Option.some(table(addresses, physical))))
        .counting(r.dmabuf().get(), ExporterCounts::mapped)
        .withResv(r.dmabuf().get(), Resv.FREE);
  }

  /** After the mapping of a regbuf ended; null if it has no buffer. */
  @Nullable DmabufMapping unmapped(RegbufId regbuf, RegBuf r) {
    if (r.device().isEmpty() || r.dmabuf().isEmpty()) {
      return null;
    }
    DeviceId device = r.device().get();
    boolean left = design().deviates(DmabufMappingDeviation.UNMAP_LEAVES_TRANSLATION);
    int pins = design().deviates(DmabufMappingDeviation.UNPIN_TWICE) ? 2 : 1;
    return untranslated(device, left ? Vector.empty() : translations(regbuf))
        .withRegbuf(regbuf, r.sgt(Option.none()))
        .counting(r.dmabuf().get(), counts -> counts.unmapped(pins))
        .withResv(r.dmabuf().get(), Resv.FREE);
  }

  private static ScatterTable table(Vector<Long> addresses, Vector<DmaSegment> physical) {
    return ScatterTable.of(
        addresses.zipWith(physical, (iova, memory) -> new DmaSegment(iova, memory.length())));
  }

  private DmabufMapping translated(
      DeviceId device, Vector<Long> addresses, Vector<DmaSegment> physical) {
    Iommu iommu =
        addresses
            .zip(physical)
            .foldLeft(
                devices.get(device).get().iommu(),
                (domain, s) -> domain.map(s._1, s._2.address(), s._2.length()).get());
    return withDevice(device, d -> d.iommu(iommu));
  }

  private DmabufMapping untranslated(DeviceId device, Vector<Translation> translations) {
    Iommu iommu =
        translations.foldLeft(
            devices.get(device).get().iommu(), (domain, pages) -> domain.unmap(pages.iova()).get());
    return withDevice(device, d -> d.iommu(iommu));
  }

  DmabufMapping withFilePut(RegBuf r) {
    return withFile(r.targetFile().get(), TargetFile::put);
  }

  DmabufMapping withFile(FileId file, UnaryOperator<TargetFile> change) {
    return new DmabufMapping(
        platform, files.put(file, change.apply(files.get(file).get())), dmabufs, devices, regbufs);
  }

  DmabufMapping withDmabuf(DmabufId dmabuf, UnaryOperator<DmaBuf> change) {
    return new DmabufMapping(
        platform,
        files,
        dmabufs.put(dmabuf, change.apply(dmabufs.get(dmabuf).get())),
        devices,
        regbufs);
  }

  DmabufMapping counting(DmabufId dmabuf, UnaryOperator<ExporterCounts> change) {
    return withDmabuf(dmabuf, b -> b.counting(change));
  }

  DmabufMapping withResv(DmabufId dmabuf, Resv resv) {
    return withDmabuf(dmabuf, b -> b.resv(resv));
  }

  DmabufMapping withDevice(DeviceId device, UnaryOperator<DmaDevice> change) {
    return new DmabufMapping(
        platform,
        files,
        dmabufs,
        devices.put(device, change.apply(devices.get(device).get())),
        regbufs);
  }

  DmabufMapping withRegbuf(RegbufId regbuf, RegBuf changed) {
    return withRegbufs(regbufs.put(regbuf, changed));
  }

  private DmabufMapping withRegbufs(Numbered<RegbufId, RegBuf> changed) {
    return new DmabufMapping(platform, files, dmabufs, devices, changed);
  }

  DmabufMapping withoutRegbuf(RegbufId regbuf) {
    return withRegbufs(regbufs.remove(regbuf));
  }

  /** After the segments of a regbuf's mapping were copied into its array; null if not mapped. */
  @Nullable DmabufMapping withVecOf(RegbufId regbuf, RegBuf r) {
    return r.sgt()
        .map(sgt ->
            withRegbuf(
                regbuf, r.vec(Option.some(DmaVec.copied(platform.design(), sgt.segments())))))
        .getOrNull();
  }
}
