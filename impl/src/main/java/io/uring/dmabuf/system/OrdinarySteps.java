package io.uring.dmabuf.system;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Motion;
import io.uring.dmabuf.dmabuf.MappingSteps;
import io.uring.dmabuf.dmabuf.ScatterTable;
import io.uring.dmabuf.dmabuf.StreamingMapping;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.system.Transfer.Part;
import io.uring.dmabuf.system.Transfer.Progress;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Window;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * What is different for a request in ordinary pages on a {@link Host}: the base kernel maps the
 * pages of each command for its device before the command is built, and unmaps them when it has
 * completed; a mistake that the series makes on its own path is not made here. A file that is not
 * O_DIRECT is served through the page cache, which is taken as written through: the CPU copies
 * within the submission.
 */
public sealed interface OrdinarySteps permits Host {

  /** The machine that the steps start from. */
  Host self();

  /** Whether a request works in ordinary pages. */
  default boolean isOrdinary(RingRequest id) {
    return self().areaOf(id).isDefined();
  }

  /**
   * Why a vectored request is not imported ({@code io_import_reg_vec}): a dma-buf is no array of
   * pages, which the first version of the series takes it for (V1-REGVEC-CONFUSION), EOPNOTSUPP; a
   * range that is empty or not in the buffer, EFAULT; more than a transfer may be, EINVAL.
   */
  default Option<Errno> vectorRefusal(RingRequest id, Vector<Transfer.Range> ranges) {
    if (!isOrdinary(id)) {
      return Option.some(Errno.EOPNOTSUPP);
    }
    long all = self().areaOf(id).fold(() -> 0L, self().users()::length);
    boolean outside =
        ranges.exists(r ->
            r.length() == 0 || SubmissionSteps.isBeyond(new Window(r.offset(), r.length()), all));
    long total = outside ? 0 : ranges.map(Transfer.Range::length).sum().longValue();
    return Option.when(outside, Errno.EFAULT)
        .orElse(Option.when(total > SubmissionSteps.MAX_RW_COUNT, Errno.EINVAL));
  }

  /** The memory of a range of an ordinary buffer, a piece a page ({@code bio_vec}). */
  default Vector<DmaSegment> pagesOf(RingRequest id, long offset, long length) {
    int page = self().bytes().ram().pageSize();
    return DmaSegment.inPages(DmaSegment.range(self().ordinaryMemory(id), offset, length), page);
  }

  /**
   * The pages of one command are mapped ({@code nvme_map_data}); none while too few device
   * addresses are left.
   */
  default Option<Host> mapPages(RingRequest id, Part part, OfTag of) {
    Vector<DmaSegment> memory = pagesOf(id, part.offset(), part.length());
    return self().onMapping(MappingSteps.MAP_PAGES, new MappingSteps.OfCommand(of, memory));
  }

  /** The pages of a command are unmapped, if it has any ({@code nvme_unmap_data}). */
  default Host unmapPages(OfTag of) {
    return self().onMapping(MappingSteps.UNMAP_PAGES, of).getOrElse(self());
  }

  /** Where the pages of a block request are mapped; none unless its command has them mapped. */
  default Option<ScatterTable> tableOf(RingRequest id, Part part) {
    return part.progress() instanceof Progress.Tagged(TagId tag)
        ? self()
            .mapping()
            .ofCommand(new OfTag(self().transfers().get(id).get().drive(), tag))
            .map(StreamingMapping::table)
        : Option.none();
  }

  /** The CPU moves the bytes of a request between its pages and the page cache. */
  default Host copied(RingRequest id, Transfer transfer, long length) {
    Host host = self();
    long position = transfer.position();
    for (DmaSegment run : pagesOf(id, transfer.offset(), length)) {
      int piece = (int) run.length();
      boolean read = transfer.op() == Op.READ_FIXED;
      Motion copy = new Motion.Copy(transfer.drive(), position, run.address(), piece, read);
      host = host.with(host.bytes().after(copy));
      position += piece;
    }
    return host;
  }
}
