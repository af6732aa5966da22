package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.DmabufRwDeviation.SKIP_SYNC_FOR_DEVICE;
import static io.uring.dmabuf.system.DmabufRwDeviation.STALE_ADDRESSES;

import io.uring.dmabuf.block.BlockRequest;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * A command from its tag to the doorbell, by the submitter or by kblockd after a requeue (patch 06,
 * N1 to N13). Devices are numbered from 1, tags from 0; every step is none where it cannot be taken
 * now.
 */
public sealed interface QueueSteps permits DmabufRw {

  /** The system that the steps start from. */
  DmabufRw self();

  /** N3: the memory is handed to the device ({@code nvme_sync_dma}). */
  default Option<DmabufRw> syncForDevice(int device, int tag) {
    return self()
        .queue()
        .syncForDevice(device, tag)
        .map(self()::with)
        .map(s ->
            self().design().deviates(SKIP_SYNC_FOR_DEVICE) ? s : s.syncingPages(device, tag, true));
  }

  /** N4 to N11: PRP entries for the whole buffer ({@code nvme_dma_premapped}). */
  default Option<DmabufRw> buildPrps(int device, int tag) {
    return request(device, tag)
        .flatMap(req -> self().queue().buildPrps(device, tag, addresses(req).toList()))
        .map(self()::with);
  }

  /** N8, N9: too few descriptor pages; the block layer tries again. */
  default Option<DmabufRw> poolEmpty(int device, int tag) {
    return request(device, tag)
        .flatMap(req -> self().queue().poolEmpty(device, tag, addresses(req).size()))
        .map(self()::with);
  }

  private Option<Integer> request(int device, int tag) {
    return self().queue().request(device, tag).map(BlockRequest::id);
  }

  private Vector<Long> addresses(int req) {
    Option<Integer> own = self().table().regbufOf(req);
    Option<Integer> regbuf =
        self().design().deviates(STALE_ADDRESSES) ? self().regbufInTable().orElse(own) : own;
    return regbuf.fold(Vector::empty, self().mapping()::addresses);
  }

  /** N1: kblockd tries a requeued request again ({@code blk_mq_run_work_fn}). */
  default Option<DmabufRw> requeue(int device, int tag) {
    return self().queue().requeue(device, tag).map(self()::with);
  }

  /** N13: the command is copied into the submission ring ({@code nvme_sq_copy_cmd}). */
  default Option<DmabufRw> writeSqe(int device, int tag) {
    return self().queue().writeSqe(device, tag).map(self()::with);
  }

  /** N13: the doorbell ({@code nvme_write_sq_db}). */
  default Option<DmabufRw> ringDoorbell(int device) {
    return self().queue().ringDoorbell(device).map(self()::with);
  }
}
