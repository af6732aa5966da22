package io.uring.dmabuf.targets;

import io.uring.dmabuf.block.DmaIter;
import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.dma.DmaVec;
import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.Iod.Stage;
import io.uring.dmabuf.nvme.NvmeCompletion;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Queued;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.SubmitStage;
import io.vavr.collection.List;
import io.vavr.control.Option;

/** The laws of steps that say what becomes of the commands of a request when it is issued. */
final class IssueAudit {

  private IssueAudit() {}

  /**
   * Whoever issues leaves no command half made, nor written and not announced, also not for the
   * next part of its request.
   */
  static Option<String> leftHalfMade(State before, State after) {
    for (RingId ctx : before.rings().all().ids()) {
      State seen = before.at(ctx);
      RingContext now = after.at(ctx).table();
      for (RequestId req : leaves(seen.table(), now).appendAll(goesOn(seen.table(), now))) {
        if (!seen.isQueuedOrLeft(req)) {
          return Option.some("a command of request %s is left half made".formatted(req));
        }
      }
    }
    return Option.none();
  }

  /** The requests of which one more part is handed on with this step. */
  private static List<RequestId> goesOn(RingContext was, RingContext now) {
    return now.requests().ids().filter(req -> out(now, req) > out(was, req)).toList();
  }

  private static int out(RingContext table, RequestId req) {
    return table.requests().get(req).fold(() -> 0, request -> request.parts().out());
  }

  /** The requests whose issuer goes away with this step: their submitter, or their worker. */
  private static List<RequestId> leaves(RingContext was, RingContext now) {
    List<RequestId> ofWorkers =
        was.queued()
            .ids()
            .filter(req -> was.isQueuedFor(req, Issuer.RETURNING) && !now.queued().has(req))
            .toList();
    return was.call() instanceof Call.Submit submit
            && submit.stage() == SubmitStage.ISSUE
            && submit.drop().isEmpty()
            && !now.call().equals(was.call())
        ? ofWorkers.prepend(submit.req())
        : ofWorkers;
  }

  /**
   * A command is put off for an error, for want of descriptor pages, or of addresses, and for
   * nothing else.
   */
  static Option<String> putOffForNothing(State before, State after) {
    for (DeviceId device : before.queue().devices()) {
      for (int tag = 0; tag < before.queue().layout(device).tags(); tag++) {
        OfTag of = new OfTag(device, TagId.of(tag));
        Stage was = before.queue().pair(device).stage(of.tag());
        boolean putsOff =
            after.queue().pair(device).stage(of.tag()) instanceof Stage.Requeued
                && !(was instanceof Stage.Requeued);
        if (putsOff && !lacks(before, of, was)) {
          return Option.some("the command of tag %s is put off and lacks nothing".formatted(of));
        }
      }
    }
    return refusedForNothing(before, after);
  }

  private static boolean lacks(State s, OfTag of, Stage was) {
    return switch (was) {
      case Stage.Synced _ -> lacksPages(s, of);
      case Stage.Unmapped(int status) -> status != NvmeCompletion.SUCCESS;
      case Stage.Idle _,
          Stage.Started _,
          Stage.Requeued _,
          Stage.Built _,
          Stage.Submitted _,
          Stage.Completed _,
          Stage.HandedBack _ ->
          lacksAddresses(s, of);
    };
  }

  /** A request is refused inline, or its worker sleeps, for want of a tag or for its parts. */
  private static Option<String> refusedForNothing(State before, State after) {
    for (RingId ctx : before.rings().all().ids()) {
      State seen = before.at(ctx);
      for (Entry<RequestId, Queued> entry : after.at(ctx).table().queued()) {
        RequestId req = entry.id();
        Queued.Wait way = entry.value().awaits();
        boolean refused =
            (way == Issuer.PUNTING || way == Issuer.PUNTED) && !seen.table().queued().has(req);
        boolean sleeps = way == Issuer.ASLEEP && !seen.table().isQueuedFor(req, Issuer.ASLEEP);
        boolean isLong =
            refused && seen.table().requests().get(req).exists(r -> r.parts().left() > 1);
        boolean hasReason = isLong || refused && waitsForPageCache(seen, req);
        if ((refused || sleeps) && !hasReason && !seen.hasNoTagFor(req)) {
          return Option.some("request %s is put off and lacks nothing".formatted(req));
        }
      }
    }
    return Option.none();
  }

  /** A write into the page cache is not done inline. */
  private static boolean waitsForPageCache(State s, RequestId req) {
    return s.table()
        .requests()
        .get(req)
        .filter(request -> request.op() == Op.WRITE_FIXED)
        .flatMap(Request::file)
        .exists(f -> !s.mapping().isDirect(f));
  }

  private static boolean lacksPages(State s, OfTag of) {
    return s.queue()
        .need(of.device(), DmaIter.all(DmaVec.of(s.addressesOf(of))))
        .exists(need -> !s.queue().pair(of.device()).pools().suffice(need));
  }

  private static boolean lacksAddresses(State s, OfTag of) {
    return s.mapsItself(of) && s.mapping().placed(of.device(), s.memoryOf(of)).isEmpty();
  }
}
