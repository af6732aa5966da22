package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.DmabufRwDeviation.END_REQUEST_KEEPS_TAG;
import static io.uring.dmabuf.system.DmabufRwDeviation.END_REQUEST_REPORTS_SUCCESS;
import static io.uring.dmabuf.system.DmabufRwDeviation.KEEP_REQUEST_FILE;
import static io.uring.dmabuf.system.DmabufRwDeviation.SKIP_SYNC_FOR_CPU;
import static io.uring.dmabuf.system.DmabufRwGuard.ORDINARY_HAS_NO_MAPPING;

import io.uring.dmabuf.block.BlockRequest;
import io.uring.dmabuf.nvme.NvmeQueue;
import io.uring.dmabuf.uring.Call.OnRequest;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Request;
import io.vavr.control.Option;

/**
 * A request from the device's answer to its CQE: the interrupt gives the memory, the descriptor
 * pages and the tag back and queues task work, which takes {@code uring_lock}, posts the CQE, and
 * drops file and node (patch 06, C1 to C6). Every step is none where it cannot be taken now.
 */
public sealed interface CompletionSteps permits DmabufRw {

  /** The system that the steps start from. */
  DmabufRw self();

  /** C1: the interrupt handler consumes a completion entry ({@code nvme_handle_cqe}). */
  default Option<DmabufRw> reap(int device) {
    return self().queue().reap(device).map(self()::with);
  }

  /** C2: the memory is handed back to the CPU ({@code nvme_sync_dma}). */
  default Option<DmabufRw> syncForCpu(int device, int tag) {
    return self()
        .queue()
        .syncForCpu(device, tag)
        .map(self()::with)
        .map(s ->
            self().design().deviates(SKIP_SYNC_FOR_CPU) ? s : s.syncingPages(device, tag, false));
  }

  /** C2: the descriptor pages go back to their pool ({@code nvme_free_descriptors}). */
  default Option<DmabufRw> freeDescriptors(int device, int tag) {
    return self().queue().freeDescriptors(device, tag).map(self()::with);
  }

  /** C3 to C5: the bio ends, the tag is free, the result stored, task work queued. */
  default Option<DmabufRw> endRequest(int device, int tag) {
    Option<NvmeQueue> ended = self().queue().endRequest(device, tag);
    if (ended.isEmpty()) {
      return Option.none();
    }
    NvmeQueue queue =
        self().design().deviates(END_REQUEST_KEEPS_TAG) ? self().queue() : ended.get();
    return self()
        .queue()
        .request(device, tag)
        .map(BlockRequest::id)
        .flatMap(req -> self().table().done(req, result(device, tag, req)))
        .map(table -> self().with(table).with(queue));
  }

  private int result(int device, int tag, int req) {
    boolean ok =
        self().queue().succeeded(device, tag)
            || self().design().deviates(END_REQUEST_REPORTS_SUCCESS);
    return ok
        ? self().pagesOfRequest(req).size() * self().config().pageSize()
        : -Errno.EIO.number();
  }

  /** C3 to C5 of the base kernel's path: the bytes of the user's page have moved. */
  default Option<DmabufRw> ordinaryDone(int req) {
    return self()
        .table()
        .done(req, self().config().pageSize())
        .filter(t ->
            self().design().holds(ORDINARY_HAS_NO_MAPPING, self().table().regbufOf(req).isEmpty()))
        .map(table -> self().with(table).movingUserPage(req));
  }

  /** C6: task work takes {@code uring_lock} ({@code io_req_rw_complete}). */
  default Option<DmabufRw> startTaskWork(int req) {
    return self().table().startTaskWork(req).map(self()::with);
  }

  /** C6: the CQE ({@code io_fill_cqe_req}). */
  default Option<DmabufRw> postCqe() {
    return self().table().postCqe().map(self()::with);
  }

  /** C6: the file goes back, the node is dropped next ({@code io_free_batch_list}). */
  default Option<DmabufRw> freeReq() {
    Option<Integer> file =
        self().table().call() instanceof OnRequest call
            ? self().table().requests().get(call.req()).flatMap(Request::file)
            : Option.none();
    boolean keeps = file.isEmpty() || self().design().deviates(KEEP_REQUEST_FILE);
    return self()
        .table()
        .freeReq()
        .flatMap(table ->
            keeps
                ? Option.some(self().with(table))
                : self().mapping().reqPutFile(file.get()).map(m -> self().with(table, m)));
  }
}
