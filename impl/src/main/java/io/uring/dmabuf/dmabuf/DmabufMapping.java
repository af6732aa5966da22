package io.uring.dmabuf.dmabuf;

import static io.uring.dmabuf.dmabuf.DmabufMappingGuard.*;

import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.DmaVec;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.dma.Iommu;
import io.uring.dmabuf.dma.Iommu.Translation;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.SortedMap;
import io.vavr.collection.Stream;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.UnaryOperator;

/**
 * Files, dma-bufs, devices and the regbufs that hold them: what a registration takes, in which
 * order, and how it gives it back (io_uring/rsrc.c and io_uring/dmabuf.c of patches 08 and 10,
 * drivers/dma-buf). Immutable; each step returns the state after it, or none if it cannot be taken
 * now. The specification is DmabufMapping.
 *
 * <ul>
 *   <li>The user and the exporter: {@link #closeFile}, {@link #closeBuf}, {@link #exporterLock},
 *       {@link #exporterUnlock}, {@link #reqGetFile}, {@link #reqPutFile}.
 *   <li>Taking, R8 to R18: {@link #allocRegbuf}, {@link #getFile}, {@link #getDmaDevice}, {@link
 *       #getDmabuf}, {@link #attach}, {@link #lockResv}, {@link #map}, {@link #mapFails}, {@link
 *       #getDevice}, {@link #allocVec}.
 *   <li>Giving back, U4 to U10: {@link #freeVec}, {@link #lockResv}, {@link #unmap}, {@link
 *       #detach}, {@link #putDmabuf}, {@link #putDevice}, {@link #putFile}, {@link #freeRegbuf}.
 * </ul>
 *
 * @param platform what never changes
 * @param files the open files by number, from 1
 * @param dmabufs the dma-bufs by number, from 1
 * @param devices the devices by number, from 1
 * @param regbufs the live regbufs by number, the lowest free one from 1 on being taken
 * @param log mappings made and gone, the latest first
 */
public record DmabufMapping(
    MappingPlatform platform,
    Map<Integer, TargetFile> files,
    Map<Integer, DmaBuf> dmabufs,
    Map<Integer, DmaDevice> devices,
    SortedMap<Integer, RegBuf> regbufs,
    List<Event> log) {

  /**
   * Everything opened and nothing registered.
   *
   * @param pages the physical addresses of each dma-buf's pages, in bytes
   */
  public static DmabufMapping fresh(
      MappingPlatform platform, Map<Integer, Vector<Long>> pages, Iterable<Integer> devices) {
    Iommu nothing = Iommu.empty(platform.pageSize());
    return new DmabufMapping(
        platform,
        platform.deviceOf().mapValues(device -> TargetFile.opened()),
        pages.mapValues(
            all -> DmaBuf.exported(all.map(page -> new DmaSegment(page, platform.pageSize())))),
        TreeMap.ofEntries(Stream.ofAll(devices).map(d -> Tuple.of(d, new DmaDevice(0, nothing)))),
        TreeMap.empty(),
        List.empty());
  }

  // ---- What appears.

  /**
   * A device without references.
   *
   * @param space how its addresses are handed out
   * @param domain what its IOMMU translates: nothing yet
   */
  public DmabufMapping withNewDevice(int device, AddressSpace space, Iommu domain) {
    return new DmabufMapping(
        platform.withDevice(device, space),
        files,
        dmabufs,
        devices.put(device, new DmaDevice(0, domain)),
        regbufs,
        log);
  }

  /** The caches of a device's IOMMU are flushed: what was unmapped is out of reach. */
  public DmabufMapping flushed(int device) {
    return withDevice(device, d -> d.iommu(d.iommu().flush()));
  }

  /** A file of a device, open. */
  public DmabufMapping withNewFile(int file, int device) {
    return new DmabufMapping(
        platform.withFile(file, device),
        files.put(file, TargetFile.opened()),
        dmabufs,
        devices,
        regbufs,
        log);
  }

  /** A dma-buf just exported, whose exporter takes its lock now and then. */
  public DmabufMapping withNewDmabuf(int dmabuf, Vector<DmaSegment> memory) {
    return new DmabufMapping(
        platform.withShared(dmabuf),
        files,
        dmabufs.put(dmabuf, DmaBuf.exported(memory)),
        devices,
        regbufs,
        log);
  }

  // ---- The user and the exporter.

  /** The user closes a file's descriptor. */
  public Option<DmabufMapping> closeFile(int file) {
    return files
        .get(file)
        .filter(f -> holds(CLOSE_FILE_OPEN, f.open()))
        .map(f -> withFile(file, TargetFile::close));
  }

  /** The user closes a dma-buf's descriptor. */
  public Option<DmabufMapping> closeBuf(int dmabuf) {
    return dmabufs
        .get(dmabuf)
        .filter(b -> holds(CLOSE_BUF_OPEN, b.open()))
        .map(b -> withDmabuf(dmabuf, DmaBuf::close));
  }

  /** The exporter takes the reservation lock ({@code dma_resv_lock}). */
  public Option<DmabufMapping> exporterLock(int dmabuf) {
    return dmabufs
        .get(dmabuf)
        .filter(b ->
            holds(EXPORTER_LOCK_SHARED, platform.shared().contains(dmabuf))
                && holds(EXPORTER_LOCK_FREE, b.resv().equals(Resv.FREE))
                && holds(EXPORTER_LOCK_ALIVE, b.refs() > 0))
        .map(b -> withResv(dmabuf, Resv.EXPORTER));
  }

  /** The exporter drops the reservation lock ({@code dma_resv_unlock}). */
  public Option<DmabufMapping> exporterUnlock(int dmabuf) {
    return dmabufs
        .get(dmabuf)
        .filter(b -> holds(EXPORTER_UNLOCK_HELD, b.resv().equals(Resv.EXPORTER)))
        .map(b -> withResv(dmabuf, Resv.FREE));
  }

  /** I1: a request takes a reference of its file ({@code fget}). */
  public Option<DmabufMapping> reqGetFile(int file) {
    return files
        .get(file)
        .filter(f -> holds(REQ_GET_FILE_OPEN, f.open()))
        .map(f -> withFile(file, TargetFile::get));
  }

  /** C6: a request gives its reference back ({@code fput}). */
  public Option<DmabufMapping> reqPutFile(int file) {
    return files
        .get(file)
        .filter(f -> holds(REQ_PUT_FILE_HELD, f.refs() > registrationFileRefs(file)))
        .map(f -> withFile(file, TargetFile::put));
  }

  // ---- Taking.

  /** R8: an empty regbuf; its number is {@link #nextRegbuf}. */
  public Option<DmabufMapping> allocRegbuf() {
    return Option.some(withRegbufs(regbufs.put(nextRegbuf(), RegBuf.EMPTY)));
  }

  /** R9: one reference of the target file. */
  public Option<DmabufMapping> getFile(int regbuf, int file) {
    return regbufs
        .get(regbuf)
        .filter(r ->
            holds(GET_FILE_EMPTY, r.isEmpty())
                && holds(GET_FILE_OPEN, files.get(file).exists(TargetFile::open)))
        .map(r -> withFile(file, TargetFile::get).withRegbuf(regbuf, r.targetFile(file)));
  }

  /** R11: the device behind the file, without a reference ({@code block_get_dma_device}). */
  public Option<DmabufMapping> getDmaDevice(int regbuf) {
    return regbufs
        .get(regbuf)
        .filter(r ->
            holds(GET_DMA_DEVICE_FILE, r.targetFile().isDefined())
                && holds(GET_DMA_DEVICE_ONCE, r.device().isEmpty()))
        .map(r -> withRegbuf(regbuf, r.device(deviceOf(r.targetFile().get()))));
  }

  /** R12: one reference of the dma-buf ({@code dma_buf_get}). */
  public Option<DmabufMapping> getDmabuf(int regbuf, int dmabuf) {
    return regbufs
        .get(regbuf)
        .filter(r ->
            holds(GET_DMABUF_DEVICE, r.device().isDefined())
                && holds(GET_DMABUF_ONCE, r.dmabuf().isEmpty())
                && holds(GET_DMABUF_OPEN, dmabufs.get(dmabuf).exists(DmaBuf::open)))
        .map(
            r -> withDmabuf(dmabuf, DmaBuf::get).withRegbuf(regbuf, r.dmabuf(Option.some(dmabuf))));
  }

  /** R13: the static attachment; the lock is taken for a moment ({@code dma_buf_attach}). */
  public Option<DmabufMapping> attach(int regbuf) {
    return regbufs
        .get(regbuf)
        .filter(r ->
            holds(ATTACH_DMABUF, r.dmabuf().isDefined())
                && holds(ATTACH_ONCE, r.attachment().isEmpty())
                && holds(ATTACH_BEFORE_DEVICE, !r.deviceHeld())
                && holds(ATTACH_RESV_FREE, resv(r).forAll(Resv.FREE::equals)))
        .map(r -> withRegbuf(regbuf, r.attachment(Option.some(attachmentFor(r)))));
  }

  /** R14, U5: the reservation lock, to map or to unmap. */
  public Option<DmabufMapping> lockResv(int regbuf) {
    return regbufs
        .get(regbuf)
        .filter(r ->
            holds(LOCK_RESV_ATTACHED, r.attachment().isDefined())
                && holds(LOCK_RESV_NO_VEC, r.vec().isEmpty())
                && holds(LOCK_RESV_PURPOSE, r.sgt().isDefined() || !r.deviceHeld())
                && holds(LOCK_RESV_FREE, resv(r).contains(Resv.FREE)))
        .map(r -> withResv(r.dmabuf().get(), new Resv.HeldByRegistration(regbuf)));
  }

  /** R14: the mapping, page by page at the lowest free addresses; drops the lock. */
  public Option<DmabufMapping> map(int regbuf) {
    return regbufs
        .get(regbuf)
        .filter(r ->
            holds(MAP_RESV_HELD, isLockedBy(regbuf, r))
                && holds(MAP_ONCE, r.sgt().isEmpty())
                && holds(MAP_ROOM, hasRoom(r)))
        .map(r -> mapped(regbuf, r));
  }

  /**
   * Ordinary memory is mapped for one command, and where ({@code nvme_map_data}; from 6.17 page by
   * page, {@code blk_rq_dma_map_iter_start}); none if too few addresses are left.
   *
   * @param physical the memory, in the order of its bytes
   */
  public Option<Tuple2<DmabufMapping, ScatterTable>> mapPages(
      int device, Vector<DmaSegment> physical) {
    return placed(device, physical)
        .map(addresses ->
            Tuple.of(translated(device, addresses, physical), table(addresses, physical)));
  }

  /** Ordinary memory is unmapped after its command ({@code nvme_unmap_data}). */
  public DmabufMapping unmapPages(int device, ScatterTable table, Vector<DmaSegment> physical) {
    return untranslated(device, translations(table, physical));
  }

  private Option<Vector<Long>> placed(int device, Vector<DmaSegment> physical) {
    return platform.space(device).place(devices.get(device).get().iommu(), physical);
  }

  /** R14: too few addresses are left; drops the lock and maps nothing. */
  public Option<DmabufMapping> mapFails(int regbuf) {
    return regbufs
        .get(regbuf)
        .filter(r ->
            holds(MAP_FAILS_RESV_HELD, isLockedBy(regbuf, r))
                && holds(MAP_FAILS_ONCE, r.sgt().isEmpty())
                && holds(MAP_FAILS_NO_ROOM, !hasRoom(r)))
        .map(r ->
            deviates(DmabufMappingDeviation.MAP_FAILURE_KEEPS_RESV)
                ? this
                : withResv(r.dmabuf().get(), Resv.FREE));
  }

  /** R16: one reference of the device ({@code get_device}). */
  public Option<DmabufMapping> getDevice(int regbuf) {
    return regbufs
        .get(regbuf)
        .filter(r ->
            holds(GET_DEVICE_MAPPED, r.sgt().isDefined())
                && holds(GET_DEVICE_ONCE, !r.deviceHeld())
                && holds(GET_DEVICE_RESV_DROPPED, !isLockedBy(regbuf, r)))
        .map(r ->
            withDevice(r.device().get(), DmaDevice::get).withRegbuf(regbuf, r.deviceHeld(true)));
  }

  /** R17-R18: the array of DMA segments. */
  public Option<DmabufMapping> allocVec(int regbuf) {
    return regbufs
        .get(regbuf)
        .filter(r ->
            holds(ALLOC_VEC_MAPPED, r.sgt().isDefined())
                && holds(ALLOC_VEC_DEVICE, r.deviceHeld())
                && holds(ALLOC_VEC_ONCE, r.vec().isEmpty())
                && holds(ALLOC_VEC_RESV_DROPPED, !isLockedBy(regbuf, r)))
        .map(r ->
            withRegbuf(
                regbuf,
                r.vec(Option.some(DmaVec.copied(platform.design(), r.sgt().get().segments())))));
  }

  // ---- Giving back.

  /** U4: the array of DMA segments is freed. */
  public Option<DmabufMapping> freeVec(int regbuf) {
    return regbufs
        .get(regbuf)
        .filter(r -> holds(FREE_VEC_THERE, r.vec().isDefined()))
        .map(r ->
            (deviates(DmabufMappingDeviation.PUT_FILE_EARLY) ? withFilePut(r) : this)
                .withRegbuf(regbuf, r.vec(Option.none())));
  }

  /** U5: the end of the mapping; drops the lock. Every address of it is invalid from here. */
  public Option<DmabufMapping> unmap(int regbuf) {
    return regbufs
        .get(regbuf)
        .filter(r ->
            holds(UNMAP_MAPPED, r.sgt().isDefined())
                && holds(UNMAP_RESV_HELD, isLockedBy(regbuf, r)))
        .map(r -> unmapped(regbuf, r));
  }

  /** U6: the attachment ends; the lock is taken for a moment ({@code dma_buf_detach}). */
  public Option<DmabufMapping> detach(int regbuf) {
    return regbufs
        .get(regbuf)
        .filter(r ->
            holds(DETACH_ATTACHED, r.attachment().isDefined())
                && holds(DETACH_UNMAPPED, r.sgt().isEmpty())
                && holds(DETACH_RESV_FREE, resv(r).contains(Resv.FREE)))
        .map(r -> withRegbuf(regbuf, r.attachment(Option.none())));
  }

  /** U7: the dma-buf's reference is given back ({@code dma_buf_put}). */
  public Option<DmabufMapping> putDmabuf(int regbuf) {
    int count = deviates(DmabufMappingDeviation.PUT_DMABUF_TWICE) ? 2 : 1;
    return regbufs
        .get(regbuf)
        .filter(r ->
            holds(PUT_DMABUF_HELD, r.dmabuf().isDefined())
                && holds(PUT_DMABUF_DETACHED, r.attachment().isEmpty()))
        .map(r ->
            withDmabuf(r.dmabuf().get(), b -> b.put(count))
                .withRegbuf(regbuf, r.dmabuf(Option.none())));
  }

  /** U8: the device's reference is given back ({@code put_device}). */
  public Option<DmabufMapping> putDevice(int regbuf) {
    boolean forgotten = deviates(DmabufMappingDeviation.PUT_DEVICE_FORGOTTEN);
    return regbufs
        .get(regbuf)
        .filter(r ->
            holds(PUT_DEVICE_HELD, r.deviceHeld())
                && holds(PUT_DEVICE_AFTER_DMABUF, r.dmabuf().isEmpty()))
        .map(r ->
            (forgotten ? this : withDevice(r.device().get(), DmaDevice::put))
                .withRegbuf(regbuf, r.deviceHeld(false)));
  }

  /** U9: the file's reference is given back, last because it keeps the driver bound. */
  public Option<DmabufMapping> putFile(int regbuf) {
    return regbufs
        .get(regbuf)
        .filter(r ->
            holds(PUT_FILE_HELD, r.targetFile().isDefined())
                && holds(PUT_FILE_AFTER_DMABUF, r.dmabuf().isEmpty())
                && holds(PUT_FILE_AFTER_DEVICE, !r.deviceHeld()))
        .map(r ->
            (deviates(DmabufMappingDeviation.PUT_FILE_EARLY) ? this : withFilePut(r))
                .withRegbuf(regbuf, RegBuf.EMPTY));
  }

  /** U10: the regbuf itself is freed. */
  public Option<DmabufMapping> freeRegbuf(int regbuf) {
    return regbufs
        .get(regbuf)
        .filter(r -> holds(FREE_REGBUF_EMPTY, r.isEmpty()))
        .map(r -> withRegbufs(regbufs.remove(regbuf)));
  }

  // ---- Questions.

  /** The number that the next regbuf gets: the lowest free one. */
  public int nextRegbuf() {
    int id = 1;
    while (regbufs.containsKey(id)) {
      id++;
    }
    return id;
  }

  /** Whether a file's descriptor is open. */
  public boolean isFileOpen(int file) {
    return files.get(file).exists(TargetFile::open);
  }

  /** Whether a dma-buf's descriptor is open. */
  public boolean isBufOpen(int dmabuf) {
    return dmabufs.get(dmabuf).exists(DmaBuf::open);
  }

  /** Whether a regbuf is mapped. */
  public boolean isMapped(int regbuf) {
    return regbufs.get(regbuf).exists(r -> r.sgt().isDefined());
  }

  /** The device address of each page of a regbuf's mapping, in bytes; empty if not mapped. */
  public Vector<Long> addresses(int regbuf) {
    return regbufs.get(regbuf).flatMap(RegBuf::sgt).fold(Vector::empty, this::pagesOf);
  }

  /** The pages of device addresses that a regbuf's mapping takes, with the memory behind them. */
  public Vector<Translation> translations(int regbuf) {
    return inPages(regbufs.get(regbuf).fold(Vector::empty, this::placements));
  }

  /** The pages of device addresses that a mapping of some memory takes, with what is behind. */
  public Vector<Translation> translations(ScatterTable table, Vector<DmaSegment> physical) {
    return inPages(placements(table, physical));
  }

  private Vector<Translation> inPages(Vector<Translation> placed) {
    Iommu any = Iommu.empty(platform.pageSize());
    return placed.map(p -> any.pagesOf(p.iova(), p.physical(), p.length()));
  }

  /** A file's references held by its descriptor and by registrations; requests hold the rest. */
  public int registrationFileRefs(int file) {
    int held = isFileOpen(file) ? 1 : 0;
    for (Tuple2<Integer, RegBuf> regbuf : regbufs) {
      held += regbuf._2.targetFile().contains(file) ? 1 : 0;
    }
    return held;
  }

  /**
   * The regbuf whose mapping explains a translation: its scatter table has the address where its
   * dma-buf has the physical page that the address is translated to.
   *
   * @param device the device, from 1
   * @param iova a device address, in bytes
   * @param physical the physical address that its IOMMU gives, in bytes
   */
  public Option<Integer> ownerOf(int device, long iova, long physical) {
    for (Tuple2<Integer, RegBuf> regbuf : regbufs) {
      if (explains(regbuf._2, device, iova, physical)) {
        return Option.some(regbuf._1);
      }
    }
    return Option.none();
  }

  /** This state with an empty log. */
  public DmabufMapping withoutLog() {
    return new DmabufMapping(platform, files, dmabufs, devices, regbufs, List.empty());
  }

  // ---- Helpers.

  private boolean holds(DmabufMappingGuard guard, boolean condition) {
    return platform.design().holds(guard, condition);
  }

  private boolean deviates(DmabufMappingDeviation deviation) {
    return platform.design().deviates(deviation);
  }

  private int deviceOf(int file) {
    return platform.deviceOf().get(file).get();
  }

  private static Attachment attachmentFor(RegBuf r) {
    return new Attachment(r.device().get(), r.dmabuf().get());
  }

  private Option<Resv> resv(RegBuf r) {
    return r.dmabuf().flatMap(dmabufs::get).map(DmaBuf::resv);
  }

  private boolean isLockedBy(int regbuf, RegBuf r) {
    return resv(r).contains(new Resv.HeldByRegistration(regbuf));
  }

  private Vector<Long> pagesOf(ScatterTable sgt) {
    return sgt.pages(platform.pageSize());
  }

  private boolean hasRoom(RegBuf r) {
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

  private boolean explains(RegBuf r, int device, long iova, long physical) {
    return r.attachment().exists(a -> a.device() == device)
        && placements(r)
            .exists(p ->
                p.iova() <= iova && iova < p.end() && p.physical() + (iova - p.iova()) == physical);
  }

  /** Each physical segment of a mapped regbuf with its device address, byte for byte. */
  private Vector<Translation> placements(RegBuf r) {
    return r.sgt().fold(Vector::empty, table -> placements(table, memoryOf(r)));
  }

  private static Vector<Translation> placements(ScatterTable table, Vector<DmaSegment> physical) {
    Vector<Translation> placed = Vector.empty();
    Vector<DmaSegment> runs = table.segments();
    int run = 0;
    long inRun = 0;
    for (DmaSegment memory : physical) {
      placed =
          placed.append(
              new Translation(runs.get(run).address() + inRun, memory.address(), memory.length()));
      inRun += memory.length();
      if (inRun == runs.get(run).length()) {
        run++;
        inRun = 0;
      }
    }
    return placed;
  }

  private DmabufMapping mapped(int regbuf, RegBuf r) {
    int device = r.device().get();
    Vector<DmaSegment> physical = memoryOf(r);
    Vector<Long> addresses = places(r).get();
    return translated(device, addresses, physical)
        .withRegbuf(regbuf, r.sgt(Option.some(table(addresses, physical))))
        .withResv(r.dmabuf().get(), Resv.FREE)
        .withEvent(new Event.MappingMade(device, regbuf, addresses.toList()));
  }

  private DmabufMapping unmapped(int regbuf, RegBuf r) {
    int device = r.device().get();
    boolean left = deviates(DmabufMappingDeviation.UNMAP_LEAVES_TRANSLATION);
    return untranslated(device, left ? Vector.empty() : translations(regbuf))
        .withRegbuf(regbuf, r.sgt(Option.none()))
        .withResv(r.dmabuf().get(), Resv.FREE)
        .withEvent(new Event.MappingGone(device, regbuf));
  }

  private static ScatterTable table(Vector<Long> addresses, Vector<DmaSegment> physical) {
    return ScatterTable.of(
        addresses.zipWith(physical, (iova, memory) -> new DmaSegment(iova, memory.length())));
  }

  private DmabufMapping translated(
      int device, Vector<Long> addresses, Vector<DmaSegment> physical) {
    Iommu iommu =
        addresses
            .zip(physical)
            .foldLeft(
                devices.get(device).get().iommu(),
                (domain, s) -> domain.map(s._1, s._2.address(), s._2.length()).get());
    return withDevice(device, d -> d.iommu(iommu));
  }

  private DmabufMapping untranslated(int device, Vector<Translation> translations) {
    Iommu iommu =
        translations.foldLeft(
            devices.get(device).get().iommu(), (domain, pages) -> domain.unmap(pages.iova()).get());
    return withDevice(device, d -> d.iommu(iommu));
  }

  private DmabufMapping withFilePut(RegBuf r) {
    return withFile(r.targetFile().get(), TargetFile::put);
  }

  private DmabufMapping withFile(int file, UnaryOperator<TargetFile> change) {
    return new DmabufMapping(
        platform,
        files.put(file, change.apply(files.get(file).get())),
        dmabufs,
        devices,
        regbufs,
        log);
  }

  private DmabufMapping withDmabuf(int dmabuf, UnaryOperator<DmaBuf> change) {
    return new DmabufMapping(
        platform,
        files,
        dmabufs.put(dmabuf, change.apply(dmabufs.get(dmabuf).get())),
        devices,
        regbufs,
        log);
  }

  private DmabufMapping withResv(int dmabuf, Resv resv) {
    return withDmabuf(dmabuf, b -> b.resv(resv));
  }

  private DmabufMapping withDevice(int device, UnaryOperator<DmaDevice> change) {
    return new DmabufMapping(
        platform,
        files,
        dmabufs,
        devices.put(device, change.apply(devices.get(device).get())),
        regbufs,
        log);
  }

  private DmabufMapping withRegbuf(int regbuf, RegBuf changed) {
    return withRegbufs(regbufs.put(regbuf, changed));
  }

  private DmabufMapping withRegbufs(SortedMap<Integer, RegBuf> changed) {
    return new DmabufMapping(platform, files, dmabufs, devices, changed, log);
  }

  private DmabufMapping withEvent(Event event) {
    return new DmabufMapping(platform, files, dmabufs, devices, regbufs, log.prepend(event));
  }
}
