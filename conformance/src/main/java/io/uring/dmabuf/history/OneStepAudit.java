package io.uring.dmabuf.history;

import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.Rings;
import io.vavr.control.Option;

/** What takes uring_lock for one step, and leaves no call behind that tells of it. */
final class OneStepAudit {

  private OneStepAudit() {}

  /** A step that needs uring_lock, or its task, while one of them is in a call. */
  static Option<String> intruding(Rings before, Rings after) {
    for (Entry<RingId, RingContext> entry : after.all()) {
      RingContext was = before.get(entry.id());
      for (Entry<RequestId, Request> request : entry.value().requests()) {
        if (needsLock(was, entry.value(), request) && !was.lockIsFree()
            || needsTask(was, entry.value(), request) && !isTaskFree(before, entry.id(), was)) {
          return Option.some(
              "request %s is begun, cancelled or punted within a call".formatted(request.id()));
        }
      }
    }
    return Option.none();
  }

  private static boolean needsLock(
      RingContext was, RingContext now, Entry<RequestId, Request> request) {
    return isCancelled(was, request) || isBegunOrPunted(was, now, request.id());
  }

  /** What is cancelled at the end of a ring is a work queue's, which does not need the task. */
  private static boolean needsTask(
      RingContext was, RingContext now, Entry<RequestId, Request> request) {
    return isCancelled(was, request) && !was.isDying() || isBegunOrPunted(was, now, request.id());
  }

  private static boolean isCancelled(RingContext was, Entry<RequestId, Request> request) {
    return isCancelled(Option.some(request.value()))
        && !isCancelled(was.requests().get(request.id()))
        && !was.isBehind(request.id());
  }

  private static boolean isBegunOrPunted(RingContext was, RingContext now, RequestId req) {
    boolean begins =
        !was.requests().has(req)
            && now.call().equals(was.call())
            && now.isQueuedFor(req, Issuer.WORKER);
    boolean isPunted = was.isQueuedFor(req, Issuer.PUNTING) && now.isQueuedFor(req, Issuer.PUNTED);
    return begins || isPunted;
  }

  private static boolean isCancelled(Option<Request> request) {
    return request.flatMap(Request::result).contains(-Errno.ECANCELED.number());
  }

  private static boolean isTaskFree(Rings before, RingId ctx, RingContext was) {
    for (Entry<RingId, RingContext> other : before.all()) {
      if (!other.id().equals(ctx)
          && other.value().config().task() == was.config().task()
          && other.value().call().isOfTask()) {
        return false;
      }
    }
    return true;
  }
}
