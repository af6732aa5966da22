package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.DeferredIssueDeviation.*;
import static io.uring.dmabuf.uring.DeferredIssueGuard.*;

import io.uring.dmabuf.design.Deviation;
import io.uring.dmabuf.design.Guard;
import io.uring.dmabuf.uring.Call.Submit;
import io.uring.dmabuf.uring.Queued.Behind;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.Request.State;
import io.vavr.collection.List;
import io.vavr.collection.SortedMap;
import io.vavr.collection.TreeMap;
import io.vavr.control.Option;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A buffer table with requests that are issued later than they are submitted, or elsewhere: linked
 * ones, those of a worker thread, and their cancellation. A request binds to the node that is in
 * its slot when it is issued; until then it holds nothing. Immutable, like {@link BufferTable}: a
 * step returns the state after it, or none where it cannot be taken.
 *
 * <p>Steps by purpose: submission ({@link #prepareLinked}, {@link #startAsync}), links ({@link
 * #linkSettled}, {@link #issueLinked}), a worker ({@link #workerFindsNoFile} to {@link
 * #workerIssue}), cancellation ({@link #cancelQueued}, {@link #cancelInFlight}, {@link
 * #cancelNotFound}), and the table's own ({@link #onTable}, {@link #putNode}, {@link #returns}).
 *
 * @param table the table, with all requests
 * @param queued the requests that are not issued yet, by number
 */
public record DeferredIssue(BufferTable table, SortedMap<Integer, Queued> queued) {

  /** An open ring without a table. */
  public static DeferredIssue initial(BufferTableConfig config) {
    return new DeferredIssue(BufferTable.initial(config), TreeMap.empty());
  }

  // Submission: the issue is put off.

  /**
   * The SQE that is being consumed has {@code IOSQE_IO_LINK}, and this is the next one: it is
   * queued behind the last of the chain. Source: {@code io_uring/io_uring.c: io_submit_sqe}, base.
   *
   * @param slot the slot that it names, from 0
   * @param op the operation
   * @param file the target file, from 1
   * @param range the byte range that it names
   */
  public Option<DeferredIssue> prepareLinked(int slot, Op op, int file, ByteRange range) {
    boolean may =
        holds(LINK_IN_SUBMISSION, isBeforeIssue())
            && holds(LINK_FREE_REQUEST, table.hasFreeRequest());
    return step(
        may,
        () -> {
          Behind last = new Behind(lastOf(((Submit) table.call()).req()));
          return submitted(
              new Queued(last, slot, file, range), op, deviates(TAIL_BINDS_AT_SUBMISSION));
        });
  }

  /** A submission has not come to its lookup, or failed before, as its file is closed. */
  private boolean isBeforeIssue() {
    return table.call() instanceof Submit submit
        && !submit.inTaskWork()
        && (table.isAt(SubmitStage.LOOKUP)
            || table.isAt(SubmitStage.POST_CQE)
                && table.request(submit.req()).node().isEmpty()
                && table.request(submit.req()).result().contains(-Errno.EBADF.number()));
  }

  /**
   * The SQE has {@code IOSQE_ASYNC}: the request goes to the list of io-wq without an attempt.
   * Source: {@code io_uring/io_uring.c: io_queue_iowq}, base.
   */
  public Option<DeferredIssue> startAsync(int slot, Op op, int file, ByteRange range) {
    boolean may =
        holds(ASYNC_RING_OPEN, table.open())
            && holds(ASYNC_LOCK_FREE, table.lockIsFree())
            && holds(ASYNC_FREE_REQUEST, table.hasFreeRequest());
    return step(
        may,
        () ->
            submitted(
                new Queued(Issuer.WORKER, slot, file, range),
                op,
                deviates(ASYNC_BINDS_AT_SUBMISSION)));
  }

  private DeferredIssue submitted(Queued request, Op op, boolean binds) {
    int id = table.nextRequest();
    BufferTable with =
        table.withRequests(
            table
                .requests()
                .put(
                    id,
                    new Request(
                        State.ISSUING,
                        op,
                        Option.none(),
                        Option.none(),
                        Option.none(),
                        Option.none())));
    return new DeferredIssue(
        binds ? with.borrowing(id, request.slot()) : with, queued.put(id, request));
  }

  // Links.

  /**
   * The request before is complete, and is about to drop its node: task work will issue the next
   * one, or it ends with -ECANCELED. Source: {@code io_uring/io_uring.c: io_queue_next}, base.
   *
   * @param req the linked request, from 1
   * @param all whether the request before did all that it was asked for
   */
  public Option<DeferredIssue> linkSettled(int req, boolean all) {
    boolean may =
        holds(SETTLE_ITS_TAIL, toSettle().contains(req))
            && holds(SETTLE_SUCCESS, !all || resultOfCall().exists(res -> res >= 0));
    boolean goesOn = (all || deviates(HEAD_RESULT_IGNORED)) && !deviates(TAIL_NEVER_GOES_ON);
    return step(
        may,
        () ->
            goesOn
                ? new DeferredIssue(
                    table,
                    queued.computeIfPresent(req, (k, q) -> q.waitingFor(Issuer.TASK_WORK))._2)
                : endsUnissued(req, Errno.ECANCELED));
  }

  /**
   * Task work takes {@code uring_lock} and issues a linked request. Its file is looked up now.
   * Source: {@code io_uring/io_uring.c: io_req_task_submit}, base.
   *
   * @param gotFile whether the descriptor of the file is open
   */
  public Option<DeferredIssue> issueLinked(int req, boolean gotFile) {
    boolean may =
        holds(ISSUE_LINKED_LOCK_FREE, table.lockIsFree())
            && holds(ISSUE_LINKED_QUEUED, isQueuedFor(req, Issuer.TASK_WORK));
    return step(may, () -> issuing(req, queued.get(req).get(), gotFile));
  }

  private DeferredIssue issuing(int req, Queued request, boolean gotFile) {
    boolean bound = table.request(req).node().isDefined();
    SubmitStage stage =
        !gotFile ? SubmitStage.POST_CQE : bound ? SubmitStage.IMPORT : SubmitStage.LOOKUP;
    return new DeferredIssue(
        table
            .withRequest(
                req,
                r -> gotFile ? r.withFile(request.file()) : r.withResult(-Errno.EBADF.number()))
            .withCall(new Submit(req, request.slot(), request.range(), true, stage, Option.none())),
        queued.remove(req));
  }

  // A worker thread.

  /**
   * The worker finds the descriptor closed: -EBADF. Source: {@code io_uring/io_uring.c:
   * io_wq_submit_work}, base.
   */
  public Option<DeferredIssue> workerFindsNoFile(int req) {
    return step(
        holds(NO_FILE_AT_WORKER, isQueuedFor(req, Issuer.WORKER)),
        () -> endsUnissued(req, Errno.EBADF));
  }

  /**
   * The worker takes {@code uring_lock}, takes a reference of the node that is in the slot now, or
   * fails with -EFAULT, and gives the lock back. Source: {@code io_uring/rsrc.c: io_find_buf_node},
   * base.
   */
  public Option<DeferredIssue> workerLookup(int req) {
    boolean may =
        holds(WORKER_LOCK_FREE, table.lockIsFree())
            && holds(WORKER_QUEUED, isQueuedFor(req, Issuer.WORKER));
    return step(may, () -> lookedUp(req, queued.get(req).get()));
  }

  private DeferredIssue lookedUp(int req, Queued request) {
    boolean bound = table.request(req).node().isDefined();
    if (!bound && table.nodeIn(request.slot()).isEmpty()) {
      return endsUnissued(req, Errno.EFAULT);
    }
    BufferTable borrowed = bound ? table : table.borrowing(req, request.slot());
    BufferTable after =
        deviates(WORKER_BORROWS_WITHOUT_REFERENCE)
            ? table.withRequest(req, r -> borrowed.request(req))
            : borrowed;
    return new DeferredIssue(
        after.withRequest(req, r -> r.withFile(request.file())), queued.remove(req));
  }

  /**
   * The worker imports the range and issues, without {@code uring_lock}; or the request fails and
   * keeps its node until task work drops it. Source: {@code io_uring/io_uring.c:
   * io_wq_submit_work}, base (I2-I9, D1).
   *
   * @param refusal the errno of the first test that refuses it; none if issued
   */
  public Option<DeferredIssue> workerIssue(int req, Option<Errno> refusal) {
    return step(
        holds(WORKER_HAS_NODE, isAtWorker(req)),
        () ->
            onlyTable(
                table.withRequest(
                    req,
                    r ->
                        refusal
                            .map(errno -> failed(r, errno))
                            .getOrElse(() -> r.at(State.IN_FLIGHT)))));
  }

  // Cancellation.

  /**
   * A request that no worker has begun is taken off the list of io-wq: -ECANCELED. Source: {@code
   * io_uring/cancel.c: io_async_cancel_one}, base.
   */
  public Option<DeferredIssue> cancelQueued(int req) {
    boolean may =
        holds(CANCEL_QUEUED_LOCK_FREE, table.lockIsFree())
            && holds(CANCEL_QUEUED_AT_WORKER, isQueuedFor(req, Issuer.WORKER));
    return step(may, () -> endsUnissued(req, Errno.ECANCELED));
  }

  /**
   * A linked request that is not issued is in no list that is searched: the cancellation returns
   * -ENOENT, and nothing changes. Source: {@code io_uring/cancel.c: io_try_cancel}, base.
   */
  public Option<DeferredIssue> cancelNotFound(int req) {
    boolean may =
        holds(NOT_FOUND_LOCK_FREE, table.lockIsFree())
            && holds(
                NOT_FOUND_LINKED,
                queued.get(req).exists(request -> request.awaits() != Issuer.WORKER));
    return step(may, () -> this);
  }

  /**
   * A request that waits, as on a pipe, ends with -ECANCELED and holds its node until task work
   * drops it. Source: {@code io_uring/poll.c: io_poll_cancel}, base.
   */
  public Option<DeferredIssue> cancelInFlight(int req) {
    boolean may =
        holds(CANCEL_LOCK_FREE, table.lockIsFree())
            && holds(CANCEL_IN_FLIGHT, table.isRequest(req, State.IN_FLIGHT))
            && holds(CANCEL_ORDINARY, hasPages(req));
    UnaryOperator<Request> forgetting =
        deviates(CANCELLED_FORGETS_NODE) ? Request::holdingNothing : UnaryOperator.identity();
    return step(
        may,
        () -> onlyTable(table.withRequest(req, r -> forgetting.apply(failed(r, Errno.ECANCELED)))));
  }

  private boolean hasPages(int req) {
    return table
        .requests()
        .get(req)
        .flatMap(Request::node)
        .flatMap(table::imuOf)
        .exists(imu -> imu.backing() instanceof Imu.Backing.Pages);
  }

  // The table's own steps.

  /**
   * A step of the table that takes no notice of queued requests. {@link #putNode} and {@link
   * #returns} are not among them.
   */
  public Option<DeferredIssue> onTable(Function<BufferTable, Option<BufferTable>> step) {
    return step.apply(table).map(this::onlyTable);
  }

  /**
   * {@link BufferTable#putNode}, once a complete request has told the one behind it. Source: {@code
   * io_uring/rsrc.h: io_put_rsrc_node}, base (U1).
   */
  public Option<DeferredIssue> putNode() {
    return holds(PUT_AFTER_SETTLING, toSettle().isEmpty())
        ? onTable(BufferTable::putNode)
        : Option.none();
  }

  /**
   * {@link BufferTable#returns}, once a complete request has told the one behind it. Source: {@code
   * io_uring/register.c: io_uring_register}, base (R25).
   */
  public Option<DeferredIssue> returns() {
    return holds(RETURN_AFTER_SETTLING, toSettle().isEmpty())
        ? onTable(BufferTable::returns)
        : Option.none();
  }

  // Questions.

  /** The request behind that of the running call, when the latter is complete. */
  public Option<Integer> toSettle() {
    return requestOfCall()
        .filter(req -> table.isRequest(req, State.COMPLETE))
        .flatMap(this::tailOf);
  }

  /** The result of the request of the running call: bytes, or a negated errno; none before. */
  public Option<Integer> resultOfCall() {
    return requestOfCall().flatMap(table.requests()::get).flatMap(Request::result);
  }

  /** The request that is linked to another; none if it has none. */
  public Option<Integer> tailOf(int req) {
    return queued.find(entry -> entry._2.awaits().equals(new Behind(req))).map(entry -> entry._1);
  }

  /** Whether a request waits for the given issuer. */
  public boolean isQueuedFor(int req, Issuer issuer) {
    return queued.get(req).exists(request -> request.awaits() == issuer);
  }

  /** Whether a worker has looked up the node of a request and not issued it yet. */
  public boolean isAtWorker(int req) {
    return table.isRequest(req, State.ISSUING)
        && table.request(req).node().isDefined()
        && !requestOfCall().contains(req);
  }

  private Option<Integer> requestOfCall() {
    return table.call() instanceof Call.OnRequest carrier
        ? Option.some(carrier.req())
        : Option.none();
  }

  private int lastOf(int req) {
    Option<Integer> tail = tailOf(req);
    return tail.isEmpty() ? req : lastOf(tail.get());
  }

  private DeferredIssue endsUnissued(int req, Errno errno) {
    return new DeferredIssue(table.withRequest(req, r -> failed(r, errno)), queued.remove(req));
  }

  private static Request failed(Request request, Errno errno) {
    return request.withResult(-errno.number()).at(State.DONE);
  }

  private DeferredIssue onlyTable(BufferTable next) {
    return new DeferredIssue(next, queued);
  }

  /** The state after a step of this record's own: none of them causes an event. */
  private static Option<DeferredIssue> step(boolean may, Supplier<DeferredIssue> after) {
    return Option.when(may, after)
        .map(next -> next.onlyTable(next.table().withEvents(List.empty())));
  }

  private boolean holds(Guard guard, boolean condition) {
    return table.config().design().holds(guard, condition);
  }

  private boolean deviates(Deviation deviation) {
    return table.config().design().deviates(deviation);
  }
}
