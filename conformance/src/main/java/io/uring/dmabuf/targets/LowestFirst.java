package io.uring.dmabuf.targets;

import io.uring.dmabuf.block.OfTag;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.nvme.NvmeQueue;
import io.uring.dmabuf.nvme.QueueEnvironment.Arrival;
import io.uring.dmabuf.step.InRing;
import io.uring.dmabuf.system.DeferredSteps.Taking;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.uring.Linked;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.Rings;
import io.uring.dmabuf.uring.SubmitSteps.Submission;
import io.uring.dmabuf.uring.Submitted;
import io.vavr.control.Option;

/**
 * The bounds MCMayTakeReq and MCMayTakeTag: nothing that is free has a lower number than what is
 * taken, in models that say so. Whether that is free is for the step to say.
 */
final class LowestFirst {
  private final boolean demanded;

  LowestFirst(ModelConstants constants) {
    demanded = constants.has("LowestFirst") && constants.bool("LowestFirst");
  }

  /** Whether a step of a ring takes the lowest free request object, if it takes one. */
  boolean ofRings(Rings s, Object args) {
    return !demanded
        || !(args instanceof InRing<?>(RingId ctx, var own))
        || isLowest(s.get(ctx), own);
  }

  private static boolean isLowest(RingContext s, Object args) {
    return switch (args) {
      case Submitted(RequestId req, var sqe) -> isLowest(s, req);
      case Linked(Submitted of, boolean _) -> isLowest(s, of.req());
      case Submission(Submitted of, boolean gotFile) -> isLowest(s, of.req());
      default -> true;
    };
  }

  /** Whether a step of a queue alone takes the lowest free tag, if it takes one. */
  boolean ofQueue(NvmeQueue s, Object args) {
    return !demanded
        || !(args instanceof Arrival(OfTag tag, var owner))
        || isLowest(s.pair(tag.device()).tags().lowestFree(), tag.tag());
  }

  /** Whether a step of the whole takes the lowest of what it takes. */
  boolean ofWhole(State s, Object args) {
    return !demanded
        || !(args instanceof InRing<?>(RingId ctx, var own))
        || isLowest(s.at(ctx), own);
  }

  private static boolean isLowest(State s, Object args) {
    return switch (args) {
      case TagId tag -> isLowest(s, s.table().requestOfCall(), tag);
      case Taking(RequestId req, TagId tag) -> isLowest(s, Option.some(req), tag);
      default -> isLowest(s.table(), args);
    };
  }

  private static boolean isLowest(State s, Option<RequestId> req, TagId tag) {
    return isLowest(req.flatMap(s::lowestTagFor), tag);
  }

  private static boolean isLowest(RingContext s, RequestId req) {
    return req.compareTo(s.nextRequest()) <= 0;
  }

  private static boolean isLowest(Option<TagId> lowestFree, TagId tag) {
    return lowestFree.forAll(lowest -> tag.compareTo(lowest) <= 0);
  }
}
