package io.uring.dmabuf.system;

import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.RawCancel;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * Cancellation, by a call or by a request: a search, round by round. Of one that counts, each round
 * that finds something is one. Source: {@code io_uring/cancel.c: io_sync_cancel}, {@code
 * io_async_cancel}, {@code __io_async_cancel}, {@code io_try_cancel}, {@code io_async_cancel_one},
 * base; {@code io_uring/poll.c: io_poll_cancel}, base.
 */
final class Cancelling {
  private Cancelling() {}

  /**
   * 0, or how many times it has found something; ENOENT where nothing that is meant is in a list
   * that is searched; what {@link RawCancel} refuses; EBADF for a ring that is closed.
   */
  static Returned<Integer> byCall(Kernel kernel, RingId ring, RawCancel asked) {
    Option<Errno> closed = Calls.closed(kernel.table(ring));
    if (closed.isDefined()) {
      return Returned.of(kernel, closed);
    }
    Returned<Integer> found = searched(kernel, ring, asked, false);
    return new Returned<>(TaskWork.entered(found.kernel(), ring, false), found.value());
  }

  /** 1, and a CQE tells what a call returns; EBADF for a ring that is closed. */
  static Returned<Integer> byRequest(Kernel kernel, RingId ring, RawCancel asked, long own) {
    Option<Errno> closed = Calls.closed(kernel.table(ring));
    if (closed.isDefined()) {
      return Returned.of(kernel, closed);
    }
    Returned<Integer> found = searched(kernel, ring, asked, true);
    Kernel told =
        found.kernel().changed(machine -> Outside.answered(machine, ring, own, found.value()));
    return new Returned<>(TaskWork.entered(told, ring, false), 1);
  }

  /**
   * Whether more than one request is in poll that it means by its file, of which it takes one: the
   * one that comes first in a hash table, which nobody can say.
   */
  static boolean isOpen(Kernel kernel, RingId ring, RawCancel asked) {
    RingContext table = kernel.table(ring);
    return asked.file().isDefined()
        && !asked.counts()
        && meant(kernel, ring, asked).count(req -> waits(table, req) || isCancelled(table, req))
            > 1;
  }

  /**
   * A call of another task does not look into the lists of the workers of a polled ring's thread,
   * which a request of the ring does.
   */
  private static Returned<Integer> searched(
      Kernel kernel, RingId ring, RawCancel asked, boolean byRequest) {
    boolean open = asked.file().forAll(kernel.state().mapping()::isFileOpen);
    Option<Errno> refusal = asked.refusal(byRequest, open);
    return refusal.isDefined()
        ? Returned.of(kernel, refusal)
        : found(kernel, ring, asked, byRequest || kernel.kind(ring) != RingKind.POLLED);
  }

  private static Returned<Integer> found(
      Kernel kernel, RingId ring, RawCancel asked, boolean workers) {
    int found = asked.counts() ? again(kernel, ring, asked) : 0;
    Kernel at = kernel;
    Option<Kernel> next = round(at, ring, asked, workers);
    while (next.isDefined()) {
      at = next.get();
      found++;
      next = asked.counts() ? round(at, ring, asked, workers) : Option.none();
    }
    return found > 0 ? new Returned<>(at, asked.result(found)) : foundNothing(at, ring, asked);
  }

  private static Returned<Integer> foundNothing(Kernel kernel, RingId ring, RawCancel asked) {
    Vector<RequestId> meant = meant(kernel, ring, asked);
    Kernel at = kernel;
    for (RequestId req : meant) {
      at = at.after(ring, DeferredSteps.CANCEL_NOT_FOUND, req).getOrElse(at);
    }
    boolean linkedIsFound =
        kernel.state().design().deviates(CallDeviation.LINKED_IS_FOUND) && meant.nonEmpty();
    return new Returned<>(at, asked.result(linkedIsFound ? 1 : 0));
  }

  /**
   * After one round: it cancels all in the lists of the workers that are meant, or the first; else
   * one that waits in poll. Of several there with the same user data the newest is found first
   * ({@code io_poll_req_insert}), also if it is cancelled already and task work does not know yet:
   * then nothing is to be done. None if it finds nothing.
   */
  private static Option<Kernel> round(
      Kernel kernel, RingId ring, RawCancel asked, boolean workers) {
    Vector<RequestId> meant = meant(kernel, ring, asked);
    Option<Kernel> listed = workers ? unlisted(kernel, ring, asked, meant) : Option.none();
    RingContext table = kernel.table(ring);
    return listed.orElse(() ->
        meant
            .reverse()
            .find(req -> waits(table, req) || !asked.counts() && isCancelled(table, req))
            .flatMap(req ->
                kernel
                    .after(ring, Outside.CANCEL_IN_FLIGHT, req)
                    .map(next -> next.forgetting(new RingRequest(ring, req)))
                    .orElse(() -> Option.when(isCancelled(table, req), kernel))));
  }

  /** Those that are meant are taken off the workers' lists, or the first; none if none is there. */
  private static Option<Kernel> unlisted(
      Kernel kernel, RingId ring, RawCancel asked, Vector<RequestId> meant) {
    Option<Kernel> at = Option.none();
    for (RequestId req : meant) {
      Option<Kernel> next = at.getOrElse(kernel).after(ring, DeferredSteps.CANCEL_QUEUED, req);
      if (next.isDefined() && !asked.counts()) {
        return next;
      }
      at = next.orElse(at);
    }
    return at;
  }

  /**
   * How many it finds that are cancelled already, and task work does not know yet: each is one
   * where it counts.
   */
  private static int again(Kernel kernel, RingId ring, RawCancel asked) {
    return meant(kernel, ring, asked).count(req -> isCancelled(kernel.table(ring), req));
  }

  /** The requests of a ring that are meant, the oldest first. */
  private static Vector<RequestId> meant(Kernel kernel, RingId ring, RawCancel asked) {
    return kernel
        .requests(ring)
        .filter(id -> asked.means(kernel.request(id).get(), kernel.asked(id).sqe().userData()))
        .map(RingRequest::req);
  }

  private static boolean waits(RingContext table, RequestId req) {
    return table.polls(req) && table.isRequest(req, Request.State.IN_FLIGHT);
  }

  private static boolean isCancelled(RingContext table, RequestId req) {
    return table.polls(req)
        && table
            .requests()
            .get(req)
            .exists(request ->
                request.state() == Request.State.DONE
                    && request.result().contains(-Errno.ECANCELED.number()));
  }
}
