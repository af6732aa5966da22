package io.uring.dmabuf.system;

import io.uring.dmabuf.block.BlockLimits;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dmabuf.MappingPlatform;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.DmabufId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.nvme.QueueLayout;
import io.uring.dmabuf.system.DriveConfig.Domain;
import io.uring.dmabuf.system.DriveConfig.Reach;
import io.uring.dmabuf.uring.RingContextConfig;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import java.util.function.IntFunction;

/**
 * The specification's world as a setting of the machine: how many objects of each kind there are,
 * how large pages are, and the design that the kernel follows. Pages are small, buffers are whole
 * pages, every IOMMU hands out single pages, and a drive cuts what it is given by its length alone.
 *
 * @param taskOf the task that made each io_uring instance; these are numbered from 1
 * @param slots slots of the buffer table of each, numbered from 0
 * @param reqs request objects of each, numbered from 1
 * @param workers worker threads that io-wq has at most for one task
 * @param devOf the device behind each file; files and devices are numbered from 1
 * @param pagesOf the size of each dma-buf in pages; dma-bufs are numbered from 1
 * @param userPages the size of a buffer of ordinary pages
 * @param devs devices, numbered from 1
 * @param shareable the dma-bufs whose reservation lock the exporter takes now and then
 * @param unbindable the devices whose driver somebody unbinds
 * @param toggled whether the user clears O_DIRECT of files and sets it again
 * @param iovas pages that each IOMMU can hand out
 * @param tags tags of each queue, numbered from 0
 * @param sqDepth entries of a submission ring
 * @param cqDepth entries of a completion ring
 * @param headAtOnce whether drivers ring the doorbell of a completion ring with each entry
 * @param gens generations of a command id, 1 to 16
 * @param descPages descriptor pages of each device
 * @param prpsPerPage PRP entries that a descriptor page holds: its size is 8 times as many bytes
 * @param pageSize the size of a page of a device, of memory and of a logical block, in bytes
 * @param partBytes the bytes that a command may carry, whole pages ({@code max_sectors})
 * @param retries how often a command is tried again after an error ({@code nvme_max_retries})
 * @param design the decisions that the kernel takes
 */
public record Setup(
    Vector<Integer> taskOf,
    int slots,
    int reqs,
    int workers,
    Vector<DeviceId> devOf,
    Vector<Integer> pagesOf,
    int userPages,
    int devs,
    Set<DmabufId> shareable,
    Set<DeviceId> unbindable,
    boolean toggled,
    int iovas,
    int tags,
    int sqDepth,
    int cqDepth,
    boolean headAtOnce,
    int gens,
    int descPages,
    int prpsPerPage,
    int pageSize,
    long partBytes,
    int retries,
    Design design) {
  private static final long BUFS_AT = 0x1000_0000L;
  private static final long USER_AT = 0x2000_0000L;
  private static final long IOVAS_AT = 0xF000_0000L;

  /** A small coherent machine of the intended design: one of everything, two requests. */
  public static Setup small(int pageSize) {
    return new Setup(
        Vector.of(1),
        1,
        2,
        2,
        Vector.of(DeviceId.of(1)),
        Vector.of(2),
        1,
        1,
        HashSet.empty(),
        HashSet.empty(),
        false,
        4,
        2,
        3,
        3,
        true,
        1,
        1,
        pageSize / Long.BYTES,
        pageSize,
        2L * pageSize,
        0,
        Design.intended());
  }

  /** This machine under another design. */
  public Setup withDesign(Design other) {
    return with(partBytes, other);
  }

  /** This machine with another limit for commands, in bytes. */
  public Setup withPartBytes(long limit) {
    return with(limit, design);
  }

  private Setup with(long limit, Design other) {
    return new Setup(
        taskOf,
        slots,
        reqs,
        workers,
        devOf,
        pagesOf,
        userPages,
        devs,
        shareable,
        unbindable,
        toggled,
        iovas,
        tags,
        sqDepth,
        cqDepth,
        headAtOnce,
        gens,
        descPages,
        prpsPerPage,
        pageSize,
        limit,
        retries,
        other);
  }

  /** All devices. */
  List<DeviceId> devices() {
    return numbers(devs, DeviceId::of);
  }

  /** All dma-bufs. */
  List<DmabufId> dmabufs() {
    return numbers(bufs(), DmabufId::of);
  }

  private static <K> List<K> numbers(int count, IntFunction<K> id) {
    return List.rangeClosed(1, count).map(id::apply);
  }

  /** The number of rings. */
  public int rings() {
    return taskOf.size();
  }

  /** The number of files. */
  public int files() {
    return devOf.size();
  }

  /** The number of dma-bufs. */
  public int bufs() {
    return pagesOf.size();
  }

  /** The device behind a file. */
  public DeviceId deviceOf(FileId file) {
    return devOf.get(file.number() - 1);
  }

  /** The physical address of the first page of a dma-buf, in bytes. */
  private long bufAddress(DmabufId buf) {
    return BUFS_AT + pagesOf.take(buf.number() - 1).sum().longValue() * pageSize;
  }

  /** The physical addresses of the pages of a dma-buf, in bytes. */
  Vector<Long> bufPages(DmabufId buf) {
    long first = bufAddress(buf);
    return Vector.range(0, pagesOf.get(buf.number() - 1)).map(i -> first + (long) i * pageSize);
  }

  /** The pages that a request names at most: those of the largest buffer, of either kind. */
  private int mostPages() {
    return pagesOf.foldLeft(userPages, Math::max);
  }

  /** The blocks of each disk, which are pages: as many as the requests can name. */
  public int blocks() {
    return rings() * reqs * mostPages();
  }

  /** The machine, with drives that are all alike. */
  Platform platform(Reach reach) {
    BlockLimits limits =
        new BlockLimits(partBytes, Integer.MAX_VALUE, Long.MAX_VALUE, 0, 0, pageSize);
    DriveConfig drive =
        new DriveConfig(
                (long) blocks() * pageSize,
                reach,
                Domain.STRICT,
                DriveConfig.ADDRESSES,
                limits,
                layout(),
                pageSize)
            .on(design);
    return new Platform(
        design,
        pageSize,
        pageSize,
        (long) mostPages() * pageSize,
        Numbered.of(devices(), device -> drive),
        Numbered.of(areas(), this::area));
  }

  /** The areas of the user: live imus are those of slots, of requests and of one call. */
  private List<AreaId> areas() {
    return numbers(rings() * (slots + reqs + 1), AreaId::of);
  }

  private Area area(AreaId area) {
    long first = USER_AT + (area.number() - 1L) * userPages * pageSize;
    return Area.ofPages(
        Vector.range(0, userPages).map(i -> new DmaSegment(first + (long) i * pageSize, pageSize)),
        pageSize);
  }

  /** What the mappings need to know. */
  MappingPlatform mappings() {
    return new MappingPlatform(
        design,
        pageSize,
        IOVAS_AT,
        iovas,
        Numbered.of(numbers(files(), FileId::of), this::deviceOf),
        shareable,
        unbindable);
  }

  /** What the queues need to know. */
  QueueLayout layout() {
    return new QueueLayout(tags, sqDepth, cqDepth, gens, descPages, prpsPerPage, pageSize, pageSize)
        .withHeadAtOnce(headAtOnce)
        .withMaxRetries(retries);
  }

  /** What the buffer table needs to know; every file is a drive's. */
  RingContextConfig ring() {
    return new RingContextConfig(
        slots, reqs, 1, workers, partBytes, HashSet.empty(), toggled, design);
  }
}
