package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Import;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.WorkerSteps;
import io.vavr.collection.List;
import io.vavr.control.Option;

/** The worker thread of the model's ring, with the list of requests that it has to issue. */
final class WorkerThread {
  /** Requests in the list beyond which none is added that does not wait on a lane. */
  private static final int AT_ONCE = 3;

  private final ModelTable table;
  private final TaskWork task;
  private List<RequestId> list = List.empty();
  private boolean held;

  /** A thread with nothing to do. */
  WorkerThread(ModelTable table, TaskWork task) {
    this.table = table;
    this.task = task;
  }

  /** Whether it is kept busy. */
  boolean isHeld() {
    return held;
  }

  /** Whether a request that does not wait can be added. */
  boolean hasRoom() {
    return list.size() < AT_ONCE;
  }

  /** Whether it has several requests to issue. */
  boolean hasSeveral() {
    return list.size() > 1;
  }

  /** It is kept busy until it is released. */
  void hold() {
    held = true;
  }

  /** It turns to its list. */
  void release() {
    held = false;
    works();
  }

  /** A request is queued for it: issued now, unless it is kept busy. */
  void add(RequestId req) {
    list = list.append(req);
    if (!held) {
      works();
    }
  }

  /** A request is cancelled, if it was in the list. */
  void forget(RequestId req) {
    list = list.remove(req);
  }

  /** All that is in the list is issued, in order. */
  private void works() {
    List<RequestId> all = list.filter(req -> table.table().isQueuedFor(req, Issuer.WORKER));
    list = List.empty();
    all.forEach(this::issue);
    task.settle();
    task.workToTheEnd();
  }

  private void issue(RequestId req) {
    Asked request = table.asked(req);
    table.take(
        request.submit().findsFile() ? WorkerSteps.WORKER_LOOKUP : WorkerSteps.WORKER_FINDS_NO_FILE,
        req);
    if (table.table().isAtWorker(req)) {
      Option<Errno> refusal =
          table
              .table()
              .requests()
              .get(req)
              .flatMap(Request::node)
              .flatMap(node -> table.importOf(node, request));
      table.take(WorkerSteps.WORKER_IMPORT, new WorkerSteps.Imported(req, Import.of(refusal)));
      if (refusal.isEmpty()) {
        table.take(WorkerSteps.WORKER_ISSUE_ORDINARY, req);
      }
    }
    table.take(WorkerSteps.WORKER_RETURNS, req);
  }
}
