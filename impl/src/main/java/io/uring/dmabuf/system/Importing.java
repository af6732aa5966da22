package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.CallDeviation.EMPTY_RANGE_IS_REFUSED;
import static io.uring.dmabuf.system.CallDeviation.LAST_BYTE_IS_OUTSIDE;
import static io.uring.dmabuf.system.DmabufRwDeviation.DMABUF_HAS_PAGE_VECTORS;
import static io.uring.dmabuf.system.DmabufRwDeviation.IMPORT_ANY_RANGE;
import static io.uring.dmabuf.system.DmabufRwDeviation.IMPORT_ERRNO_ORDER;
import static io.uring.dmabuf.system.DmabufRwDeviation.SKIP_WRONG_FILE_CHECK;

import io.uring.dmabuf.block.Bio;
import io.uring.dmabuf.block.BioSplitter;
import io.uring.dmabuf.block.BlockLimits;
import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.DmaVec;
import io.uring.dmabuf.dma.Motion;
import io.uring.dmabuf.dmabuf.RegBuf;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Import;
import io.uring.dmabuf.uring.Import.By;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.Window;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;

/**
 * What becomes of a request when its range is imported, by whoever issues it: the one place that
 * decides what is refused, what the CPU copies, and into which parts the rest is split (I2 to I9,
 * D1 to D5, B1 to B4).
 */
final class Importing {
  /** The longest request in bytes ({@code MAX_RW_COUNT} for pages of 4 KiB). */
  static final long MAX_RW_COUNT = 0x7FFF_F000L;

  private final State s;
  private final RequestId req;
  private final Request request;
  private final Window window;
  private final boolean dmabuf;
  private final DriveConfig drive;

  private Importing(State s, RequestId req, Request request, FileId file) {
    this.s = s;
    this.req = req;
    this.request = request;
    window = request.window();
    dmabuf = s.table().regbufOf(req).isDefined();
    drive = s.platform().drive(s.deviceOf(file));
  }

  private static Option<Importing> of(State s, RequestId req) {
    return s.table()
        .requests()
        .get(req)
        .flatMap(request ->
            request
                .file()
                .filter(s.mapping()::hasDevice)
                .map(file -> new Importing(s, req, request, file)));
  }

  /** What becomes of a request of the ring whose code looks; none without a file. */
  static Option<Import> outcome(State s, RequestId req) {
    return of(s, req).map(Importing::outcome).orElse(() -> withoutDevice(s, req));
  }

  /**
   * What becomes of a request on a file without a device, as a pipe: a dma-buf is bound to another
   * file, EBADF, and whatever its buffer has is accepted as it is; none without a file.
   */
  private static Option<Import> withoutDevice(State s, RequestId req) {
    int less = s.design().deviates(LAST_BYTE_IS_OUTSIDE) ? 1 : 0;
    long size = s.sizeOfBuffer(req);
    return s.table()
        .requests()
        .get(req)
        .filter(request -> request.file().isDefined())
        .map(request -> {
          boolean empty = request.window().length() == 0;
          if (isOutside(request.window(), empty ? size : size - less)
              || empty && s.design().deviates(EMPTY_RANGE_IS_REFUSED)) {
            return new Import.Refused(Errno.EFAULT, By.IMPORT);
          }
          return s.table().regbufOf(req).isDefined()
              ? new Import.Refused(Errno.EBADF, By.IMPORT)
              : new Import.Accepted(Option.some(new Import.Split(request.window().length(), 1)));
        });
  }

  private static boolean isOutside(Window window, long size) {
    return window
        .ranges()
        .map(all -> all.exists(r -> r.length() == 0 || isBeyond(r.offset(), r.length(), size)))
        .getOrElse(() -> isBeyond(window.offset(), window.length(), size));
  }

  /** What a request is split into, in order; none without a file. */
  static Vector<Bio> parts(State s, RequestId req) {
    return of(s, req).fold(Vector::empty, Importing::parts);
  }

  /**
   * What the CPU copies for a request that the page cache serves: nothing of a dma-buf, of which
   * its helpers know no page, if a wrong design comes to them.
   *
   * @param mayWait whether whoever issues it is a worker; a submission leaves a write to one
   */
  static List<Motion> copies(State s, RequestId req, boolean mayWait) {
    return of(s, req)
        .filter(i -> !i.dmabuf && (mayWait || !s.table().mayWaitForCache(i.request)))
        .filter(i -> i.outcome() instanceof Import.Cached)
        .fold(List::empty, Importing::copies);
  }

  /**
   * The range of a request, in the addresses that its device will be told; EFAULT for one that its
   * buffer has not. Ordinary memory has no such addresses before a command is mapped: those of
   * memory stand for them, a piece a {@code bio_vec}.
   *
   * @param from where it starts in what the request asks for, in bytes
   * @param length in bytes
   */
  static Either<Errno, DmaIter> range(State s, RequestId req, long from, long length) {
    Window window = s.table().requests().get(req).fold(() -> Window.NONE, Request::window);
    if (window.isVectored() && s.table().regbufOf(req).isDefined()) {
      RegbufId regbuf = s.table().regbufOf(req).get();
      return Either.right(DmaIter.all(DmaVec.of(s.addressesIn(window, regbuf, from, length))));
    }
    return s.table().regbufOf(req).isDefined()
        ? s.table()
            .regbufOf(req)
            .flatMap(s.mapping().regbufs()::get)
            .flatMap(RegBuf::vec)
            .toEither(Errno.EFAULT)
            .flatMap(vec ->
                DmaIter.imported(s.design(), vec, window.offset() + from, length, MAX_RW_COUNT))
        : Either.right(DmaIter.all(DmaVec.of(s.bvecs(req, from, length))));
  }

  private Import outcome() {
    Option<Errno> refusal = window.ranges().flatMap(this::vectorRefusal).orElse(this::refusal);
    if (refusal.isDefined()) {
      return new Import.Refused(refusal.get(), By.IMPORT);
    }
    if (s.design().deviates(IMPORT_ANY_RANGE)) {
      return new Import.Accepted(Option.some(new Import.Split(window.length(), parts().size())));
    }
    return served();
  }

  /**
   * Why a vectored request is not imported ({@code io_import_reg_vec}): a dma-buf is no array of
   * pages, which the first version of the series takes it for (V1-REGVEC-CONFUSION), EOPNOTSUPP; a
   * range that is empty or not in the buffer, EFAULT; more than a transfer may be, EINVAL.
   */
  private Option<Errno> vectorRefusal(Vector<Window.Range> ranges) {
    if (dmabuf && !s.design().deviates(DMABUF_HAS_PAGE_VECTORS)) {
      return Option.some(Errno.EOPNOTSUPP);
    }
    long size = s.sizeOfBuffer(req);
    boolean outside = ranges.exists(r -> r.length() == 0 || isBeyond(r.offset(), r.length(), size));
    return Option.when(outside, Errno.EFAULT)
        .orElse(Option.when(window.length() > MAX_RW_COUNT, Errno.EINVAL));
  }

  /** Why a run of bytes is not imported ({@code io_import_fixed}, {@code io_import_dmabuf}). */
  private Option<Errno> refusal() {
    if (window.ranges().isDefined()) {
      return Option.none();
    }
    Option<Errno> wrongFile =
        s.design().deviates(SKIP_WRONG_FILE_CHECK) ? Option.none() : wrongFile();
    if (s.design().deviates(IMPORT_ANY_RANGE)
        || wrongFile.isDefined() && s.design().deviates(IMPORT_ERRNO_ORDER)) {
      return wrongFile;
    }
    boolean beyond = isBeyond(window.offset(), window.length(), s.sizeOfBuffer(req));
    return Option.when(beyond, Errno.EFAULT)
        .orElse(wrongFile)
        .orElse(Option.when(window.length() == 0 && dmabuf, Errno.EFAULT));
  }

  /** Whether a run of bytes ends behind the end of a buffer of a size, or is too long. */
  private static boolean isBeyond(long offset, long length, long size) {
    return offset < 0 || length < 0 || length > MAX_RW_COUNT || offset > size - length;
  }

  private Option<Errno> wrongFile() {
    return s.table()
        .regbufOf(req)
        .flatMap(s.mapping().regbufs()::get)
        .filter(regbuf -> !regbuf.targetFile().equals(request.file()))
        .map(regbuf -> Errno.EBADF);
  }

  /**
   * What becomes of a range that its buffer has, in this order: nothing without a byte, or for a
   * read behind the end of the drive; ENOSPC for a write there; of a file that is not O_DIRECT now
   * EINVAL for a dma-buf, or else the page cache; the drive ({@code blkdev_read_iter}, {@code
   * blkdev_write_iter}).
   */
  private Import served() {
    if (length() <= 0) {
      return window.length() == 0 || request.op() == Op.READ_FIXED
          ? new Import.Ended()
          : new Import.Refused(Errno.ENOSPC, By.FILE);
    }
    if (isDirect()) {
      return split();
    }
    return s.table().isCopyable(req)
        ? new Import.Cached(Option.some((int) length()))
        : new Import.Refused(Errno.EINVAL, By.FILE);
  }

  /** How many of its bytes lie before the end of the drive; a dead one has no sectors. */
  private long length() {
    return Math.min(window.length(), (s.findsDiskDead(req) ? 0 : drive.size()) - position());
  }

  private long position() {
    return s.positionOf(req);
  }

  private boolean isDirect() {
    return request.file().exists(s.mapping()::isDirect);
  }

  /**
   * EINVAL for what is not aligned to the logical block and for what no command can express; else
   * the parts ({@code blkdev_direct_IO}, {@code __bio_split_to_limits}).
   */
  private Import split() {
    return range(s, req, 0, length())
        .filterOrElse(
            iter ->
                position() % drive.blockSize() == 0
                    && iter.isAligned(drive.dmaAlignment(), drive.blockSize()),
            misaligned -> Errno.EINVAL)
        .flatMap(iter -> splitter().split(Bio.of(iter, position())))
        .<Import>map(
            bios -> new Import.Accepted(Option.some(new Import.Split(length(), bios.size()))))
        .getOrElseGet(errno -> new Import.Refused(errno, By.FILE));
  }

  /** A mistake that the series makes on its own path is not made for ordinary pages. */
  private BioSplitter splitter() {
    return new BioSplitter(dmabuf ? s.design() : Design.intended(), drive.limits());
  }

  private Vector<Bio> parts() {
    return range(s, req, 0, window.length())
        .filterOrElse(iter -> iter.count() == window.length(), outside -> Errno.EFAULT)
        .flatMap(iter -> splitter().split(Bio.of(iter, position())))
        .getOrElse(this::byLength);
  }

  /** The parts of a range that only a wrong design accepts: by the longest transfer alone. */
  private Vector<Bio> byLength() {
    BlockLimits limits = drive.limits();
    int count = (int) Math.max(1, Math.ceilDiv(window.length(), limits.bytes()));
    return Vector.range(0, count)
        .map(i -> {
          long before = i * limits.bytes();
          long size = Math.min(window.length() - before, limits.bytes());
          return new Bio(DmaVec.of(), position() + before, 0, 0, size, 0);
        });
  }

  /** The page cache is taken as written through: the CPU copies at once. */
  private List<Motion> copies() {
    List<Motion> copies = List.empty();
    long position = position();
    boolean read = request.op() == Op.READ_FIXED;
    for (DmaSegment run : DmaSegment.inPages(s.memory(req, 0, length()), s.platform().pageSize())) {
      copies =
          copies.append(
              new Motion.Copy(
                  s.deviceOf(request.file().get()),
                  position,
                  run.address(),
                  (int) run.length(),
                  read));
      position += run.length();
    }
    return copies;
  }
}
