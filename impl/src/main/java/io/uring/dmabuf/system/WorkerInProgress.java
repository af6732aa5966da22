package io.uring.dmabuf.system;

import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.uring.Queued;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.vavr.control.Option;

/**
 * The step that a worker thread takes next for a request: it knows, from how far it has come. A
 * step that cannot be taken yet waits for somebody.
 */
public final class WorkerInProgress {
  private WorkerInProgress() {}

  /** The step, of the ring whose code looks; none where no worker can go on with the request. */
  public static Option<Choice<State, ?>> next(State s, RequestId req) {
    return s.table().queued().get(req).map(Queued::awaits).flatMap(awaits -> next(s, req, awaits));
  }

  private static Option<Choice<State, ?>> next(State s, RequestId req, Queued.Wait awaits) {
    if (!(awaits instanceof Issuer issuer)) {
      return Option.none();
    }
    return switch (issuer) {
      case WORKER, NEXT ->
          s.table().isNop(req)
              ? Choice.first(s, req, Nops.WORKER_NOP)
              : Choice.first(
                  s, req, DeferredSteps.WORKER_LOOKUP, DeferredSteps.WORKER_FINDS_NO_FILE);
      case PUNTED, IMPORTING -> Choice.first(s, req, DeferredSteps.WORKER_IMPORT);
      case ISSUING -> CommandInProgress.queueing(s, req).orElse(() -> handsOn(s, req));
      case RETURNING ->
          CommandInProgress.queueing(s, req)
              .orElse(() -> Choice.first(s, req, DeferredSteps.WORKER_RETURNS));
      case ASLEEP, TASK_WORK, PUNTING -> Option.none();
    };
  }

  /**
   * On a pipe it waits, and of a dead disk it fails; else the next part gets the lowest free tag,
   * or the worker sleeps.
   */
  private static Option<Choice<State, ?>> handsOn(State s, RequestId req) {
    if (s.table().polls(req)) {
      return Choice.first(s, req, Outside.WORKER_ISSUE_ORDINARY);
    }
    if (s.findsDiskDead(req)) {
      return Choice.first(s, req, DeferredSteps.WORKER_NOT_ENTERED);
    }
    return s.lowestTagFor(req)
        .map(tag -> new DeferredSteps.Taking(req, tag))
        .<Choice<State, ?>>flatMap(taking -> Choice.first(s, taking, DeferredSteps.WORKER_GET_TAG))
        .orElse(() -> Choice.first(s, req, DeferredSteps.WORKER_SLEEPS));
  }
}
