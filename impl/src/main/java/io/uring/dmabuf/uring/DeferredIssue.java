package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.step.Lens;
import io.uring.dmabuf.uring.Call.Submit;
import io.uring.dmabuf.uring.Queued.Behind;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.Request.State;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A buffer table with requests that are issued later than they are submitted, or elsewhere: linked
 * ones, those of a worker thread, and their cancellation. A request binds to the node that is in
 * its slot when it is issued; until then it holds nothing. Immutable; its steps are {@link
 * DeferredSteps}. The specification is DeferredIssue.
 *
 * @param table the table, with all requests
 * @param queued the requests that are not issued yet
 */
public record DeferredIssue(BufferTable table, Numbered<RequestId, Queued> queued)
    implements Designed {

  /** The table. */
  public static final Lens<DeferredIssue, BufferTable> TABLE =
      new Lens<>(DeferredIssue::table, DeferredIssue::withTable);

  /** An open ring without a table. */
  public static DeferredIssue initial(BufferTableConfig config) {
    return new DeferredIssue(BufferTable.initial(config), Numbered.empty());
  }

  @Override
  public Design design() {
    return table.design();
  }

  // ---- Questions.

  /** The request behind that of the running call, when the latter is complete. */
  public Option<RequestId> toSettle() {
    return requestOfCall()
        .filter(req -> table.isRequest(req, State.COMPLETE))
        .flatMap(this::tailOf);
  }

  /** The result of the request of the running call: bytes, or a negated errno; none before. */
  public Option<Integer> resultOfCall() {
    return requestOfCall().flatMap(table.requests()::get).flatMap(Request::result);
  }

  /** The request that is linked to another; none if it has none. */
  public Option<RequestId> tailOf(RequestId req) {
    Queued.Wait behind = new Behind(req);
    for (Entry<RequestId, Queued> entry : queued) {
      if (entry.value().awaits().equals(behind)) {
        return Option.some(entry.id());
      }
    }
    return Option.none();
  }

  /** Whether a request waits for the given issuer. */
  public boolean isQueuedFor(RequestId req, Issuer issuer) {
    return queued.get(req).exists(request -> request.awaits() == issuer);
  }

  /** Whether a worker has looked up the node of a request and not issued it yet. */
  public boolean isAtWorker(RequestId req) {
    return table.isRequest(req, State.ISSUING)
        && table.request(req).node().isDefined()
        && !requestOfCall().contains(req);
  }

  /** Whether a submission has not come to its lookup, or failed before, as its file is closed. */
  boolean isBeforeIssue() {
    return table.call() instanceof Submit submit
        && !submit.inTaskWork()
        && (table.isAt(SubmitStage.LOOKUP)
            || table.isAt(SubmitStage.POST_CQE)
                && table
                    .requests()
                    .get(submit.req())
                    .exists(request ->
                        request.node().isEmpty()
                            && request.result().contains(-Errno.EBADF.number())));
  }

  /** Whether a request is linked to another, or was, and not issued. */
  boolean isLinked(RequestId req) {
    return queued.get(req).exists(request -> request.awaits() != Issuer.WORKER);
  }

  /**
   * The last request of the chain that a request begins. It is no longer than the queue: only a
   * design that lacks a guard can close it to a circle.
   */
  RequestId lastOf(RequestId req) {
    RequestId last = req;
    Option<RequestId> tail = tailOf(req);
    for (int i = 0; i < queued.size() && tail.isDefined(); i++) {
      last = tail.get();
      tail = tailOf(last);
    }
    return last;
  }

  private Option<RequestId> requestOfCall() {
    return table.call() instanceof Call.OnRequest carrier
        ? Option.some(carrier.req())
        : Option.none();
  }

  // ---- Changes, none where there is nothing to change.

  /** What a change of a request makes of this state; null where it is not in use. */
  @Nullable DeferredIssue changingRequest(
      RequestId req, Function<Request, @Nullable DeferredIssue> change) {
    Request request = table.requests().getOrNull(req);
    return request == null ? null : change.apply(request);
  }

  /** What a change of a queued request makes of this state; null where it is not queued. */
  @Nullable DeferredIssue changingQueued(
      RequestId req, Function<Queued, @Nullable DeferredIssue> change) {
    Queued request = queued.getOrNull(req);
    return request == null ? null : change.apply(request);
  }

  /** The request ends with an errno before it is issued; null where it is not in use. */
  @Nullable DeferredIssue endingUnissued(RequestId req, Errno errno) {
    return changingRequest(
        req, request -> withRequest(req, request.failed(errno)).withQueued(queued.remove(req)));
  }

  /**
   * An SQE is submitted, and its issue put off: the request holds nothing yet. Null where it binds
   * to a dead node.
   *
   * @param binds whether it takes its buffer all the same, which is wrong
   */
  @Nullable DeferredIssue submitting(RawSqe sqe, Queued.Wait awaits, boolean binds) {
    RequestId id = table.nextRequest();
    Request request =
        new Request(State.ISSUING, sqe.op(), Option.none(), Option.none(), Option.none());
    BufferTable with = table.withRequest(id, request);
    BufferTable bound = binds ? with.borrowing(id, sqe.slot()) : with;
    return bound == null
        ? null
        : withTable(bound)
            .withQueued(queued.put(id, new Queued(awaits, sqe.slot(), sqe.file(), sqe.range())));
  }

  /** What the submission of one more request tells: that it is bound, if it is. */
  List<Event> bindingOfNext(DeferredIssue after) {
    return SubmitSteps.bound(table, table.nextRequest(), after.table());
  }

  // ---- Other values.

  DeferredIssue withTable(BufferTable next) {
    return new DeferredIssue(next, queued);
  }

  DeferredIssue withRequest(RequestId req, Request next) {
    return withTable(table.withRequest(req, next));
  }

  DeferredIssue withQueued(Numbered<RequestId, Queued> next) {
    return new DeferredIssue(table, next);
  }
}
