package io.uring.dmabuf.system;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.dma.DmaSegment;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.dma.Event.FaultKind;
import io.uring.dmabuf.dma.Motion;
import io.uring.dmabuf.dmabuf.DmaDevice;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.NvmeQueue;
import io.uring.dmabuf.nvme.NvmeSteps;
import io.uring.dmabuf.nvme.PrpTarget;
import io.uring.dmabuf.nvme.Sqe;
import io.uring.dmabuf.system.Transfer.Part;
import io.uring.dmabuf.system.Transfer.Progress;
import io.uring.dmabuf.uring.CqeSteps;
import io.uring.dmabuf.uring.Errno;
import io.vavr.Tuple2;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * The drives of a {@link Host} and their interrupts: commands are fetched, their bytes move where
 * their data pointers say and the drive can reach, whatever that is, and are answered in any order;
 * then the memory, the descriptor pages and the tag are given back (patch 06, C1 to C5).
 */
public sealed interface DriveSteps permits Host {

  /** The machine that the steps start from. */
  Host self();

  /** The next command of the submission ring is taken in. */
  default Option<Host> fetch(DeviceId drive) {
    return NvmeSteps.FETCH.from(queue(drive), Drive.SELF).map(next -> at(drive, next));
  }

  /** What one data pointer of a tag's command describes moves between drive and memory. */
  default Option<Host> xfer(DeviceId drive, TagId tag) {
    NvmeQueue queue = queue(drive);
    Option<PrpTarget> target = queue.nextTransfer(Drive.SELF, tag);
    Option<Sqe> command = queue.command(Drive.SELF, tag);
    return NvmeSteps.XFER
        .from(queue, Drive.tag(tag))
        .map(next ->
            target
                .flatMap(t -> command.map(c -> moved(drive, tag, c, t)))
                .getOrElse(self())
                .withDrive(drive, d -> d.with(next)));
  }

  private Host moved(DeviceId drive, TagId tag, Sqe command, PrpTarget target) {
    Host host = self();
    int page = host.bytes().ram().pageSize();
    long disk = command.slba() * host.drives().get(drive).get().config().blockSize();
    for (long done = 0; done < target.length(); ) {
      long at = target.address() + done;
      int piece = (int) Math.min(target.length() - done, page - Math.floorMod(at, page));
      long from = disk + target.offset() + done;
      boolean read = command.opcode() == Sqe.READ;
      Host before = host;
      host =
          physicalAt(drive, at)
              .filter(to -> before.bytes().ram().covers(to, piece))
              .map(to -> new Motion.Transfer(drive, from, to, at, piece, read))
              .map(to -> before.with(before.bytes().after(to)))
              .map(after -> after.with(new Event.AddressTouched(drive, at, piece, read)))
              .getOrElse(() -> before.with(new Event.Fault(FaultKind.IOMMU_FAULT, drive, at)));
      done += piece;
    }
    boolean own =
        self()
            .partOf(drive, tag)
            .exists(found ->
                self()
                    .rangesOf(found._1, found._2)
                    .exists(r ->
                        r.address() <= target.address()
                            && target.address() + target.length() <= r.end()));
    return own ? host : host.with(new Event.Fault(FaultKind.WILD_ACCESS, drive, target.address()));
  }

  /** Where an address leads, be it by a translation that the IOMMU should have forgotten. */
  private Option<Long> physicalAt(DeviceId drive, long address) {
    return self()
        .mapping()
        .devices()
        .get(drive)
        .map(DmaDevice::iommu)
        .flatMap(iommu -> iommu.translate(address).toOption().orElse(iommu.stale(address)));
  }

  /** The completion entry is written; an error may come at any time. */
  default Option<Host> answer(DeviceId drive, TagId tag, boolean ok) {
    return NvmeSteps.ANSWER
        .from(queue(drive), new NvmeSteps.Answer(Drive.tag(tag), ok))
        .map(next -> at(drive, next));
  }

  /** C1: the interrupt handler consumes a completion entry ({@code nvme_handle_cqe}). */
  default Option<Host> reap(DeviceId drive) {
    return NvmeSteps.REAP.from(queue(drive), Drive.SELF).map(next -> at(drive, next));
  }

  /** C2: the memory is handed back to the CPU ({@code nvme_sync_dma}). */
  default Option<Host> syncForCpu(DeviceId drive, TagId tag) {
    Option<Tuple2<RingRequest, Part>> found = self().partOf(drive, tag);
    return NvmeSteps.SYNC_FOR_CPU
        .from(queue(drive), Drive.tag(tag))
        .map(next ->
            found.fold(
                () -> at(drive, next),
                f -> at(drive, next).synced(drive, handedBack(f._1, f._2), false)));
  }

  private Vector<DmaSegment> handedBack(RingRequest id, Part part) {
    return self().handedOver(id, self().transfers().get(id).get(), part).forCpu();
  }

  /**
   * C2: ordinary pages are unmapped ({@code nvme_unmap_data}), and the descriptor pages go back to
   * their pool ({@code nvme_free_descriptors}).
   */
  default Option<Host> freeDescriptors(DeviceId drive, TagId tag) {
    return NvmeSteps.FREE_DESCRIPTORS
        .from(queue(drive), Drive.tag(tag))
        .map(next -> at(drive, next).unmapPages(new OfTag(drive, tag)));
  }

  /**
   * C3 to C5: the block request ends and its tag is free; with the last one of a request the result
   * is stored and task work queued.
   *
   * <p>What is reported: all bytes that were asked for of the drive, which are fewer than those of
   * the request where the drive ends ({@code blkdev_read_iter} and {@code blkdev_write_iter}
   * shorten it before); or EIO if any part has failed. A part's error is handed on to the bio that
   * it was split from, and the first one becomes the result of the request in place of its size
   * ({@code bio_chain_endio}, {@code blkdev_bio_end_io_async}): how much the other parts, or this
   * one before it failed, have moved is not reported to anybody.
   */
  default Option<Host> endRequest(DeviceId drive, TagId tag) {
    NvmeQueue queue = queue(drive);
    boolean ok = queue.succeeded(Drive.SELF, tag);
    return self()
        .partOf(drive, tag)
        .flatMap(found ->
            NvmeSteps.END_BIO
                .from(queue, Drive.tag(tag))
                .flatMap(bio -> NvmeSteps.FREE_TAG.from(bio, Drive.tag(tag)))
                .map(next -> at(drive, next))
                .flatMap(after -> {
                  Transfer ended =
                      self()
                          .transfers()
                          .get(found._1)
                          .get()
                          .with(found._2.number(), new Progress.Ended(ok));
                  Host stored = after.with(found._1, ended);
                  return ended.isDone() ? stored.done(found._1, ended) : Option.some(stored);
                }));
  }

  private static int result(Transfer ended) {
    return ended.isGood() ? ended.parts().map(Part::length).sum().intValue() : -Errno.EIO.number();
  }

  /** The result of a request whose block requests have all ended. */
  default Option<Host> done(RingRequest id, Transfer ended) {
    return self()
        .onRing(id.ring(), CqeSteps.PART_ENDS, new CqeSteps.Ended(id.req(), result(ended)));
  }

  /** After a sync of some device addresses, which a coherent drive does not need. */
  default Host synced(DeviceId drive, Vector<DmaSegment> ranges, boolean forDevice) {
    return DmaSegment.inPages(ranges, self().bytes().ram().pageSize())
        .flatMap(piece ->
            physicalAt(drive, piece.address())
                .map(at ->
                    new Motion.Sync(drive, at, piece.address(), (int) piece.length(), forDevice)))
        .foldLeft(
            self(),
            (host, sync) -> host.with(host.bytes().after(sync)).with(host.bytes().tells(sync)));
  }

  private Host at(DeviceId drive, NvmeQueue next) {
    return self().withDrive(drive, d -> d.with(next));
  }

  private NvmeQueue queue(DeviceId drive) {
    return self().drives().get(drive).get().queue();
  }
}
