package io.uring.dmabuf.system;

import static io.uring.dmabuf.system.DmabufRwDeviation.END_BIO_KEEPS_TAG;
import static io.uring.dmabuf.system.DmabufRwDeviation.END_BIO_REPORTS_SUCCESS;
import static io.uring.dmabuf.system.DmabufRwDeviation.KEEP_REQUEST_FILE;
import static io.uring.dmabuf.system.DmabufRwDeviation.SKIP_SYNC_FOR_CPU;
import static io.uring.dmabuf.system.State.MAPPING;
import static io.uring.dmabuf.system.State.QUEUE;
import static io.uring.dmabuf.system.State.TABLE;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.dmabuf.MappingSteps;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.nvme.NvmeSteps;
import io.uring.dmabuf.step.Actor;
import io.uring.dmabuf.step.Bounds;
import io.uring.dmabuf.step.Domain;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.step.InRing;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Owner;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Call.OnRequest;
import io.uring.dmabuf.uring.CqeSteps;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingDomains;
import io.uring.dmabuf.uring.WorkerSteps;
import io.vavr.collection.List;
import io.vavr.control.Option;
import org.jspecify.annotations.Nullable;

/**
 * A request from the device's answer to its CQE: the interrupt gives the memory, the descriptor
 * pages back, ends the bio and queues task work, which takes {@code uring_lock}, posts the CQE, and
 * drops file and node (patch 06, C1 to C6).
 */
public final class CompletionSteps {

  /** C1: the interrupt handler consumes a completion entry ({@code nvme_handle_cqe}). */
  public static final Step<State, DeviceId> REAP = Step.lifting(QUEUE, NvmeSteps.REAP).joined();

  /** C1: the controller is told how far its entries were read ({@code nvme_poll_cq}). */
  public static final Step<State, DeviceId> RING_CQ_DOORBELL =
      Step.lifting(QUEUE, NvmeSteps.RING_CQ_DOORBELL).joined();

  /** C2: the memory is handed back to the CPU ({@code nvme_sync_dma}). */
  public static final Step<State, OfTag> SYNC_FOR_CPU =
      Step.lifting(QUEUE, NvmeSteps.SYNC_FOR_CPU)
          .when("The request works in a dma-buf.", (s, of) -> !s.mapsItself(of))
          .moves(
              (s, of) -> s.design().deviates(SKIP_SYNC_FOR_CPU) ? List.empty() : s.syncs(of, false))
          .joined();

  /** C2: ordinary pages are unmapped instead, before the bio ends ({@code nvme_unmap_data}). */
  public static final Step<State, OfTag> UNMAP_PAGES =
      Step.<State, OfTag>named("UnmapPages", Actor.IRQ, OfTag.EVERY)
          .in(Group.IRQ)
          .of((s, of) -> new Owner.Device(of.device()))
          .on(QUEUE, NvmeSteps.SYNC_FOR_CPU, (s, of) -> of)
          .on(MAPPING, MappingSteps.UNMAP_PAGES, (s, of) -> of)
          .moves(State::syncsOfUnmapping)
          .joined();

  /** C2: the descriptor pages go back to their pool ({@code nvme_free_descriptors}). */
  public static final Step<State, OfTag> FREE_DESCRIPTORS =
      Step.lifting(QUEUE, NvmeSteps.FREE_DESCRIPTORS).joined();

  /** C3: an error is tried again, and its request hears nothing ({@code nvme_complete_rq}). */
  public static final Step<State, OfTag> RETRY = Step.lifting(QUEUE, NvmeSteps.RETRY).joined();

  /** C3 to C5: the bio ends; with the last of a request the result is stored, task work queued. */
  public static final Step<State, OfTag> END_BIO =
      Step.lifting(QUEUE, NvmeSteps.END_BIO)
          .at((s, of) -> State.ring(s.ringOf(of).get()), CqeSteps.PART_ENDS, CompletionSteps::ended)
          .ending((before, of, after) ->
              before.design().deviates(END_BIO_KEEPS_TAG) ? after.with(before.queue()) : after);

  /**
   * A tag that is put, and who is woken by that.
   *
   * @param of the tag
   * @param woken the request, of whatever ring, whose worker has slept for a tag; none if nobody is
   *     woken
   */
  public record Put(OfTag of, Option<RingRequest> woken) {}

  /**
   * C3: the tag is free, whatever has become of its request meanwhile. Of the workers that sleep
   * for one, a call wakes one at most, however many tags it puts ({@code blk_mq_end_request_batch},
   * {@code __blk_mq_free_request}).
   */
  public static final Step<State, Put> FREE_TAG =
      Step.<State, Put>named(
              "FreeTag",
              Actor.IRQ,
              new Domain<>(CompletionSteps::puts, put -> put.of().tla(tla(put.woken()))))
          .in(Group.TAGPUT)
          .of((s, put) -> new Owner.Device(put.of().device()))
          .on(QUEUE, NvmeSteps.FREE_TAG, (s, put) -> put.of())
          .atWhere(
              (s, put) -> State.ring(put.woken().map(RingRequest::ring).getOrElse(s.ctx())),
              WorkerSteps.WORKER_WOKEN,
              (s, put) -> put.woken().map(RingRequest::req).getOrNull())
          .when(
              "Who is woken sleeps for a tag of this device; or nobody does, or the call puts more.",
              CompletionSteps::wakesRightly)
          .joined();

  /** C6: task work takes {@code uring_lock} ({@code io_req_rw_complete}). */
  public static final Step<State, RequestId> START_TASK_WORK =
      Step.lifting(TABLE, CqeSteps.START_TASK_WORK).joined();

  /** C6: the CQE ({@code io_fill_cqe_req}). */
  public static final Step<State, NoArgs> POST_CQE =
      Step.lifting(TABLE, CqeSteps.POST_CQE).joined();

  /** A worker has a reference of the request: the rest is left ({@code io_free_batch_list}). */
  public static final Step<State, NoArgs> LEAVE_REQ =
      Step.lifting(TABLE, WorkerSteps.LEAVE_REQ).joined();

  /** Task work frees what a worker was the last to have ({@code io_req_task_complete}). */
  public static final Step<State, RequestId> START_FREEING =
      Step.lifting(TABLE, WorkerSteps.START_FREEING).joined();

  /** C6: the file goes back, the node is dropped next ({@code io_free_batch_list}). */
  public static final Step<State, NoArgs> FREE_REQ =
      Step.lifting(TABLE, CqeSteps.FREE_REQ)
          .onWhere(
              MAPPING,
              MappingSteps.REQ_PUT_FILE,
              (s, none) -> s.design().deviates(KEEP_REQUEST_FILE) ? null : fileOfCall(s))
          .joined();

  /** The steps of this class that a ring takes. */
  static final List<Step<State, ?>> OF_RING =
      Step.<State>declaredIn(CompletionSteps.class).reject(step -> step.actor() == Actor.IRQ);

  /** The steps of this class that the interrupt of a queue takes. */
  static final List<Step<State, ?>> OF_QUEUE =
      Step.<State>declaredIn(CompletionSteps.class).filter(step -> step.actor() == Actor.IRQ);

  private CompletionSteps() {}

  private static List<Put> puts(Bounds bounds) {
    List<Option<RingRequest>> woken =
        InRing.rings(bounds)
            .flatMap(
                ctx -> RingDomains.REQS.all().apply(bounds).map(req -> new RingRequest(ctx, req)))
            .map(Option::some)
            .prepend(Option.none());
    return OfTag.EVERY.all().apply(bounds).flatMap(of -> woken.map(w -> new Put(of, w)));
  }

  private static List<Object> tla(Option<RingRequest> woken) {
    return List.of(
        woken.map(w -> w.ring().number()).getOrElse(0),
        woken.map(w -> w.req().number()).getOrElse(0));
  }

  private static boolean wakesRightly(State s, Put put) {
    DeviceId device = put.of().device();
    return put.woken().isDefined()
        ? put.woken().exists(w -> s.at(w.ring()).sleepsFor(device, w.req()))
        : s.queue().pair(device).tags().hasEndedBeside(put.of().tag())
            || s.sleeper(device).isEmpty();
  }

  private static CqeSteps.@Nullable Ended ended(State s, OfTag of) {
    return s.ofRequest(
            of,
            (ring, req) ->
                ring.requests()
                    .get(req)
                    .map(request -> new CqeSteps.Ended(req, result(s, of, request))))
        .getOrNull();
  }

  private static int result(State s, OfTag of, Request request) {
    boolean ok =
        s.queue().succeeded(of.device(), of.tag()) || s.design().deviates(END_BIO_REPORTS_SUCCESS);
    return ok ? (int) request.window().length() : -Errno.EIO.number();
  }

  private static @Nullable FileId fileOfCall(State s) {
    return s.table().call() instanceof OnRequest call
        ? s.table().requests().get(call.req()).flatMap(Request::file).getOrNull()
        : null;
  }
}
