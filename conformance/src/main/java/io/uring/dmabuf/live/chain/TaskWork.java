package io.uring.dmabuf.live.chain;

import static io.uring.dmabuf.live.chain.LiveDeviation.LINKED_IN_THE_SAME_ROUND;

import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.live.Files;
import io.uring.dmabuf.live.Operation.AtOnce;
import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.live.Operation.OnPipe;
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.CqeSteps;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.LinkSteps;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.RingContext;
import io.vavr.Tuple2;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;

/**
 * What the task of the ring does beside its calls: it issues what is linked to a success, and
 * completes what has ended. A task that defers does it when it works the next time.
 */
final class TaskWork {
  private final ModelSetup setup;
  private final ModelTable table;

  /** The requests that waited on a lane and have ended since the task worked. */
  private Map<Lane, Ended> ready = LinkedHashMap.empty();

  /** What a task that defers does when it works next: it issues or completes them. */
  private List<RequestId> deferred = List.empty();

  /**
   * A request that waited on a lane and has ended: its task has not worked since.
   *
   * @param req its number in the table
   * @param toMove the first byte that it will have moved, if any
   */
  private record Ended(RequestId req, Option<Integer> toMove) {}

  /** Nothing is left to the task. */
  TaskWork(ModelSetup setup, ModelTable table) {
    this.setup = setup;
    this.table = table;
  }

  /** Whether a request is ready, or a linked one can go on, and the task has not worked since. */
  boolean hasReady() {
    return ready.nonEmpty() || deferred.nonEmpty();
  }

  /** Whether it completes several requests when it works next. */
  boolean completesSeveral() {
    return ready.size() > 1 || deferred.nonEmpty() && readyAtWorker();
  }

  /** A request that waited on a lane has ended. */
  void ended(Lane lane, RequestId req, Option<Integer> toMove) {
    ready = ready.put(lane, new Ended(req, toMove));
  }

  /** The call in progress comes to its end, and then what it leaves to others. */
  void finishCall() {
    table.finishCall();
    settle();
  }

  /** A call that a step of the table begins. */
  <A> void call(Step<RingContext, A> begin, A args) {
    table.take(begin, args);
    finishCall();
  }

  /** Whoever waits on a lane is left to wait, and whoever was there waits for its task. */
  void settle() {
    if (!table.table().lockIsFree()) {
      return;
    }
    for (RequestId req : table.inUse()) {
      if (table.isInFlight(req)) {
        atOnce(req, table.asked(req).submit());
      } else if (isLeftToTask(req) && !setup.isDeferred()) {
        work(req);
      } else if (isLeftToTask(req) && !deferred.contains(req)) {
        deferred = deferred.append(req);
      }
    }
  }

  private boolean isLeftToTask(RequestId req) {
    return table.table().isQueuedFor(req, Issuer.TASK_WORK)
        || table.isDone(req) && !ready.values().exists(end -> end.req() == req);
  }

  private void work(RequestId req) {
    if (table.table().isQueuedFor(req, Issuer.TASK_WORK)) {
      boolean gotFile = table.asked(req).submit().findsFile();
      table.take(LinkSteps.ISSUE_LINKED, new LinkSteps.Issued(req, gotFile));
      finishCall();
    } else {
      endChain(req);
    }
  }

  /** What is behind a request that was not issued ends with it. */
  private void endChain(RequestId req) {
    List<RequestId> others = deferred;
    call(CqeSteps.START_TASK_WORK, req);
    List<RequestId> behind = deferred.removeAll(others);
    deferred = others;
    behind.forEach(this::endChain);
  }

  /** The request has its buffer: the other end of its file answers at once, or it waits. */
  private void atOnce(RequestId req, Submit submit) {
    int length = submit.span().length();
    switch (submit.target()) {
      case OnPipe pipe when length > 0 -> {}
      case OnPipe empty -> complete(req, 0);
      case AtOnce.FILE -> {
        if (submit.op() == Op.READ_FIXED && length > 0) {
          table.replies().move(Files.BYTE);
        }
        complete(req, length);
      }
      case AtOnce.WRONG_END -> complete(req, -Errno.EBADF.number());
      case AtOnce.EVENTFD -> complete(req, -Errno.EINVAL.number());
      case AtOnce.CLOSED -> throw new StuckException("the file of request " + req);
    }
  }

  /** The request ends, and its task completes it. */
  private void complete(RequestId req, int res) {
    table.take(CqeSteps.PART_ENDS, new CqeSteps.Ended(req, res));
    call(CqeSteps.START_TASK_WORK, req);
  }

  /** What was left to the task before what is ready since; what they leave is for the next time. */
  void work() {
    boolean forWorkerAgain = readyAtWorker();
    for (RequestId req : deferred) {
      deferred = deferred.remove(req);
      work(req);
    }
    for (Tuple2<Lane, Ended> end : ready) {
      ready = ready.remove(end._1);
      end._2.toMove().forEach(table.replies()::move);
      call(CqeSteps.START_TASK_WORK, end._2.req());
    }
    if (forWorkerAgain || setup.deviates(LINKED_IN_THE_SAME_ROUND)) {
      workToTheEnd();
    }
  }

  private boolean readyAtWorker() {
    return ready.values().exists(end -> table.asked(end.req()).submit().async());
  }

  /** Whoever waits for a worker thread works as often as it takes. */
  void workToTheEnd() {
    while (deferred.nonEmpty()) {
      work();
    }
  }
}
