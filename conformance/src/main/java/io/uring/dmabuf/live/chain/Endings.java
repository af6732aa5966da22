package io.uring.dmabuf.live.chain;

import static io.uring.dmabuf.live.chain.LiveDeviation.LINKED_IS_FOUND;

import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.live.Operation.Ending;
import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.live.Pipes;
import io.uring.dmabuf.scenario.RingKind;
import io.uring.dmabuf.uring.CancelSteps;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.CqeSteps;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.vavr.control.Option;

/** The end of requests that wait: the other end of a pipe lets one go on, or it is cancelled. */
final class Endings {
  private final ModelSetup setup;
  private final ModelTable table;
  private final TaskWork task;
  private final WorkerThread worker;

  /** The last byte that a pipe was given. */
  private int bytes;

  /** Requests of a table end, whoever is to issue them. */
  Endings(ModelSetup setup, ModelTable table, TaskWork task, WorkerThread worker) {
    this.setup = setup;
    this.table = table;
    this.task = task;
    this.worker = worker;
  }

  /** The request on a lane ends, and its task works. */
  long finish(Lane lane, Ending ending) {
    long result = ending.cancels() ? cancel(lane, ending) : goOn(lane, ending);
    task.work();
    return result;
  }

  /** The request on a lane has data, and its task does not know yet. */
  long ready(Lane lane) {
    return goOn(lane, Ending.DATA);
  }

  private long goOn(Lane lane, Ending ending) {
    RequestId req = table.waitingOn(lane);
    boolean moves = ending == Ending.DATA;
    int all = lane.op() == Op.READ_FIXED ? 1 : table.asked(req).submit().span().length();
    table.take(CqeSteps.PART_ENDS, new CqeSteps.Ended(req, moves ? all : 0));
    task.ended(lane, req, Option.when(moves, this::nextByte));
    return 0;
  }

  private int nextByte() {
    bytes = bytes % Pipes.LAST_BYTE_VALUE + 1;
    return bytes;
  }

  /** By a call, which returns whether there is such a request, or by a request that tells it. */
  private long cancel(Lane lane, Ending ending) {
    RequestId req = table.waitingOn(lane);
    boolean inList = table.table().isQueuedFor(req, Issuer.WORKER);
    if (inList && !seesWorker(ending)) {
      return -Errno.ENOENT.number();
    }
    boolean inFlight = table.isInFlight(req);
    table.take(
        inFlight
            ? CancelSteps.CANCEL_IN_FLIGHT
            : inList ? CancelSteps.CANCEL_QUEUED : CancelSteps.CANCEL_NOT_FOUND,
        req);
    if (inFlight || inList) {
      worker.forget(req);
      task.ended(lane, req, Option.none());
    }
    boolean found = inFlight || inList || setup.deviates(LINKED_IS_FOUND);
    int result = found ? 0 : -Errno.ENOENT.number();
    if (ending == Ending.CANCEL) {
      return result;
    }
    int number = table.replies().nextNumber();
    table.replies().post(new Cqe(number, result));
    table.replies().end(number);
    return 0;
  }

  /**
   * Worker threads belong to the task that submits: a call looks into the lists of its own task's,
   * and those of a polled ring are its thread's.
   */
  private boolean seesWorker(Ending ending) {
    return setup.kind() != RingKind.POLLED || ending == Ending.CANCEL_REQUEST;
  }
}
