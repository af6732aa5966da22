package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.RequestsDeviation.CACHED_WRITE_INLINE;
import static io.uring.dmabuf.uring.RequestsDeviation.DMABUF_COPIED;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.id.AreaId;
import io.uring.dmabuf.id.Entry;
import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.ImuId;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RegbufId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.step.Group;
import io.uring.dmabuf.uring.Call.Idle;
import io.uring.dmabuf.uring.Call.OnRequest;
import io.uring.dmabuf.uring.Call.Submit;
import io.uring.dmabuf.uring.Call.TaskWork;
import io.uring.dmabuf.uring.Call.Teardown;
import io.uring.dmabuf.uring.Call.Update;
import io.uring.dmabuf.uring.Queued.Behind;
import io.uring.dmabuf.uring.Queued.Issuer;
import io.uring.dmabuf.uring.Request.State;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The registered-buffer table of one io_uring instance, with the requests that borrow its buffers
 * and the completion queue. Immutable; its steps are {@link RingContextSteps}. A buffer is released
 * by whoever drops the last reference of its node, and the tag of the node is posted at that
 * moment. A request binds to the node that is in its slot when it is issued; until then it holds
 * nothing. What a dma-buf mapping is and what the device does is left to others. The specification
 * is Requests.
 *
 * @param config what does not change
 * @param life how far its life has come
 * @param call the holder of {@code uring_lock}
 * @param table the slots; none before registration and after the end
 * @param nodes the live nodes
 * @param imus the live mapped buffers
 * @param requests the request objects in use
 * @param queued the requests whose issue is put off: linked ones, and those of a worker thread
 * @param completions the completion queue
 */
public record RingContext(
    RingContextConfig config,
    Life life,
    Call call,
    Option<SlotTable> table,
    Numbered<NodeId, Node> nodes,
    Numbered<ImuId, Imu> imus,
    Numbered<RequestId, Request> requests,
    Numbered<RequestId, Queued> queued,
    CompletionQueue completions)
    implements Designed {

  /** What the guards of whoever takes {@code uring_lock} say. */
  public static final String LOCK_IS_FREE = "Nobody holds uring_lock.";

  /** An open ring without a table. */
  public static RingContext initial(RingContextConfig config) {
    return new RingContext(
        config,
        Life.OPEN,
        new Idle(),
        Option.none(),
        Numbered.empty(),
        Numbered.empty(),
        Numbered.empty(),
        Numbered.empty(),
        CompletionQueue.empty());
  }

  @Override
  public Design design() {
    return config.design();
  }

  // ---- Questions.

  /** Whether the ring is open. */
  public boolean open() {
    return life == Life.OPEN;
  }

  /** Whether the ring is closed, and what is under way in it goes on. */
  public boolean isDying() {
    return life == Life.DYING;
  }

  /** Whether every request of the ring is over, and nobody has a reference of one. */
  public boolean isAtRest() {
    return requests.values().forAll(request -> request.state() == State.COMPLETE);
  }

  /** The same of the requests that the device does not have. */
  boolean isAtRestButForDevice() {
    return requests
        .values()
        .forAll(request -> request.state() == State.COMPLETE || request.state() == State.IN_FLIGHT);
  }

  /** Whether nobody holds {@code uring_lock}. */
  public boolean lockIsFree() {
    return call instanceof Idle;
  }

  /** The group of the call in progress. */
  public Group callGroup() {
    return switch (call) {
      case Update update -> Group.REGISTRATION;
      case Teardown teardown -> Group.REGISTRATION;
      case Call.Clone clone -> Group.REGISTRATION;
      case Call.CloneSource source -> Group.REGISTRATION;
      case Submit submit -> Group.SUBMISSION;
      case TaskWork work -> Group.TASKWORK;
      case Idle idle -> Group.TASKWORK;
    };
  }

  /** The number of slots; none without a table. */
  public Option<Integer> slots() {
    return table.map(slots -> slots.nodes().size());
  }

  /** The node in a slot; none for an empty slot and without a table. */
  public Option<NodeId> nodeIn(SlotId slot) {
    return table.flatMap(slots -> slots.node(slot));
  }

  /** The mapped buffer of a node; none before it has one. */
  public Option<Imu> imuOf(NodeId node) {
    return nodes.get(node).flatMap(Node::imu).flatMap(imus::get);
  }

  /** The regbuf in which a request works; none for ordinary pages and without a node. */
  public Option<RegbufId> regbufOf(RequestId req) {
    return requests
        .get(req)
        .flatMap(Request::node)
        .flatMap(this::imuOf)
        .flatMap(RingContext::regbuf);
  }

  /** The imu of the ordinary pages in which a request works; none for a dma-buf, without a node. */
  public Option<ImuId> pinnedBy(RequestId req) {
    return requests
        .get(req)
        .flatMap(Request::node)
        .flatMap(nodes::get)
        .flatMap(Node::imu)
        .filter(imu -> imus.get(imu).exists(i -> i.backing() instanceof Imu.Backing.Pages));
  }

  /** The ordinary memory in which a request works; none for a dma-buf and without a node. */
  public Option<AreaId> areaOf(RequestId req) {
    return requests.get(req).flatMap(Request::node).flatMap(this::areaOfNode);
  }

  /** The ordinary memory of the buffer that a node holds; none for a dma-buf. */
  public Option<AreaId> areaOfNode(NodeId node) {
    return nodes.get(node).flatMap(Node::imu).flatMap(this::areaOfImu);
  }

  /** The ordinary memory of a mapped buffer; none for a dma-buf. */
  public Option<AreaId> areaOfImu(ImuId id) {
    return imus.get(id)
        .flatMap(imu ->
            imu.backing() instanceof Imu.Backing.Pages(AreaId area)
                ? Option.some(area)
                : Option.none());
  }

  /**
   * The regbuf that the running call is tearing down: that of a node whose last reference is gone,
   * or that of a registration which failed.
   */
  public Option<RegbufId> releasing() {
    if (isDropping(Drop.Stage.RELEASE)) {
      return imuBeingReleased().flatMap(RingContext::regbuf);
    }
    return call instanceof Update update && isAt(UpdateStage.UNWIND)
        ? update.regbuf()
        : Option.none();
  }

  /** Whether the running update must fail at its next step by injection. */
  public boolean failsNow() {
    return call instanceof Update update && update.drop().isEmpty() && update.fails();
  }

  /** Whether an update has come to a step that can fail. */
  boolean canFail() {
    return call instanceof Update update
        && update.drop().isEmpty()
        && update.stage().errno().isDefined();
  }

  /** Whether an update has come to the given stage. */
  public boolean isAt(UpdateStage stage) {
    return call instanceof Update update && update.drop().isEmpty() && update.stage() == stage;
  }

  /** Whether a submission or task work has come to the given stage. */
  public boolean isAt(SubmitStage stage) {
    return call instanceof OnRequest carrier
        && carrier.drop().isEmpty()
        && carrier.stage() == stage;
  }

  /** Whether the running call has come to the given step of dropping a node. */
  public boolean isDropping(Drop.Stage stage) {
    return call.drop().exists(drop -> drop.stage() == stage);
  }

  /** Whether a request is in the given state; a free one is in none. */
  public boolean isRequest(RequestId req, State state) {
    return requests.get(req).exists(request -> request.state() == state);
  }

  /** The numbers of the regbufs that imus carry. */
  public List<RegbufId> regbufs() {
    return List.ofAll(imus.values().flatMap(RingContext::regbuf));
  }

  /** The regbuf of the buffer that a node holds; none for ordinary pages. */
  public Option<RegbufId> regbufOfNode(NodeId node) {
    return imuOf(node).flatMap(RingContext::regbuf);
  }

  private static Option<RegbufId> regbuf(Imu imu) {
    return switch (imu.backing()) {
      case Imu.Backing.Dmabuf dmabuf -> Option.some(dmabuf.regbuf());
      case Imu.Backing.Pages pages -> Option.none();
    };
  }

  /** The imu of the node that the running call is dropping. */
  Option<Imu> imuBeingReleased() {
    return call.drop().flatMap(drop -> imuOf(drop.node()));
  }

  // Every allocator is lowest-first, so that a freed number is used again at once.

  /** The number that the next node gets. */
  NodeId nextNode() {
    return NodeId.of(nodes.lowestFree(1));
  }

  /** The number that the next imu gets. */
  ImuId nextImu() {
    return ImuId.of(imus.lowestFree(1));
  }

  /** A live node. */
  Node node(NodeId id) {
    return nodes.get(id).get();
  }

  /** A request in use. */
  Request request(RequestId id) {
    return requests.get(id).get();
  }

  /** The lowest request object that is not in use, whether the ring has as many or not. */
  public RequestId nextRequest() {
    return RequestId.of(requests.lowestFree(1));
  }

  /** What the user hands in, with the lowest request object that is not in use. */
  public Submitted next(RawSqe sqe) {
    return new Submitted(nextRequest(), sqe);
  }

  /** Whether the ring has a request object, and it is free. */
  boolean isFree(RequestId req) {
    return req.number() <= config.requests() && !requests.has(req);
  }

  /** Whether other nodes share the imu of the node that the running call is dropping. */
  boolean dropsSharedImu() {
    return imuBeingReleased().exists(imu -> imu.refs() > 1);
  }

  /** Whether a request waits in poll, and never comes to a queue: on ordinary pages, on a pipe. */
  public boolean polls(RequestId req) {
    return pinnedBy(req).isDefined()
        && requests.get(req).flatMap(Request::file).exists(config.pollable()::contains);
  }

  /**
   * Whether the page cache can serve a request: the CPU copies what ordinary pages have, and has no
   * page of a dma-buf to copy; and what polls is on no disk.
   */
  public boolean isCopyable(RequestId req) {
    return (pinnedBy(req).isDefined() || design().deviates(DMABUF_COPIED)) && !polls(req);
  }

  /**
   * Whether a request may have to wait for the page cache, for which a submission has no time: a
   * write ({@code blkdev_write_iter} without waiting: {@code -EAGAIN}).
   */
  public boolean mayWaitForCache(Request request) {
    return request.op() == Op.WRITE_FIXED && !design().deviates(CACHED_WRITE_INLINE);
  }

  /** Whether a request does nothing but hold its buffer. */
  public boolean isNop(RequestId req) {
    return requests.get(req).exists(request -> request.op().isNop());
  }

  // ---- Questions about requests whose issue is put off.

  /** The request behind that of the running call, when the latter is complete. */
  public Option<RequestId> toSettle() {
    return requestOfCall().filter(req -> isRequest(req, State.COMPLETE)).flatMap(this::tailOf);
  }

  /** The result of the request of the running call: bytes, or a negated errno; none before. */
  public Option<Integer> resultOfCall() {
    return requestOfCall().flatMap(this::resultOf);
  }

  /** The result of a request: bytes, or a negated errno; none before. */
  Option<Integer> resultOf(RequestId req) {
    return requests.get(req).flatMap(Request::result);
  }

  /** The request that is linked to another; none if it has none. */
  public Option<RequestId> tailOf(RequestId req) {
    for (Entry<RequestId, Queued> entry : queued) {
      if (entry.value().awaits() instanceof Behind(RequestId head, boolean _) && head.equals(req)) {
        return Option.some(entry.id());
      }
    }
    return Option.none();
  }

  /** The request that another is linked to; none if it is linked to none. */
  Option<RequestId> headOf(RequestId req) {
    return queued
        .get(req)
        .flatMap(
            of -> of.awaits() instanceof Behind behind ? Option.some(behind.req()) : Option.none());
  }

  /** Whether a request waits for the end of another. */
  public boolean isBehind(RequestId req) {
    return headOf(req).isDefined();
  }

  /** Whether a request goes on whatever the one that it is linked to comes to. */
  boolean isHardlinked(RequestId req) {
    return queued
        .get(req)
        .exists(of -> of.awaits() instanceof Behind(RequestId _, boolean hard) && hard);
  }

  /** Whether a request waits for the given issuer. */
  public boolean isQueuedFor(RequestId req, Issuer issuer) {
    return queued.get(req).exists(request -> request.awaits() == issuer);
  }

  /** Whether a worker has begun with a request and not issued it yet. */
  public boolean isAtWorker(RequestId req) {
    return isQueuedFor(req, Issuer.IMPORTING) || isToIssue(req) || isQueuedFor(req, Issuer.ASLEEP);
  }

  /** Whether a worker has imported the range of a request and not issued it yet. */
  public boolean isToIssue(RequestId req) {
    return isQueuedFor(req, Issuer.ISSUING);
  }

  /** How many worker threads are busy. */
  int busyWorkers() {
    int busy = 0;
    for (Entry<RequestId, Queued> entry : queued) {
      busy += entry.value().isAtWork() ? 1 : 0;
    }
    return busy;
  }

  /** Whether a request that has nothing yet is a worker's to take: of its list, or after a link. */
  public boolean isForWorker(RequestId req) {
    return isQueuedFor(req, Issuer.NEXT) || isQueuedFor(req, Issuer.WORKER);
  }

  /** Whether task work leaves the end of a request to a worker, who has a reference of it. */
  boolean isHeldByWorker(RequestId req) {
    return isQueuedFor(req, Issuer.RETURNING)
        && !design().deviates(RequestsDeviation.WORKER_REFERENCE_IGNORED);
  }

  /** Whether a submission has not come to its lookup, or failed before, as its file is closed. */
  boolean isBeforeIssue() {
    return call instanceof Submit submit
        && !submit.inTaskWork()
        && (isAt(SubmitStage.LOOKUP)
            || isAt(SubmitStage.POST_CQE)
                && requests
                    .get(submit.req())
                    .exists(request ->
                        request.node().isEmpty()
                            && request.result().contains(-Errno.EBADF.number())));
  }

  /** What a queued request waits for is another; null where it is not queued. */
  @Nullable RingContext handing(RequestId req, Queued.Wait next) {
    return changingQueued(req, of -> withQueued(queued.put(req, of.waitingFor(next))));
  }

  /** Whether a request waits in a list of io-wq, and no worker has begun with it. */
  boolean isListed(RequestId req) {
    return isQueuedFor(req, Issuer.WORKER) || isQueuedFor(req, Issuer.PUNTED);
  }

  /** Whether a request is in flight, and waits in poll. */
  boolean isInPoll(RequestId req) {
    return isRequest(req, State.IN_FLIGHT) && polls(req);
  }

  /** Whether a request is linked to another, or waits for task work that issues or punts it. */
  boolean isInNoList(RequestId req) {
    return queued
        .get(req)
        .exists(request ->
            switch (request.awaits()) {
              case Behind _ -> true;
              case Issuer issuer -> issuer == Issuer.TASK_WORK || issuer == Issuer.PUNTING;
            });
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

  /** The request that the running call carries; none where it carries none. */
  public Option<RequestId> requestOfCall() {
    return call instanceof OnRequest carrier ? Option.some(carrier.req()) : Option.none();
  }

  /**
   * Whether the call is to drop a node that is gone, as only a design that is wrong can make it:
   * there is nothing to drop, and the call goes on {@link #withoutDrop}.
   */
  public boolean dropsDeadNode() {
    return !design().isIntended() && call.drop().exists(drop -> !nodes.has(drop.node()));
  }

  // ---- Changes, none where there is nothing to change.

  /** What a call of a kind makes of this state; null where another one is in progress, or none. */
  <C> @Nullable RingContext during(Class<C> kind, Function<C, @Nullable RingContext> change) {
    return kind.isInstance(call) ? change.apply(kind.cast(call)) : null;
  }

  /** What a change of a request makes of this state; null where it is not in use. */
  @Nullable RingContext changingRequest(
      RequestId req, Function<Request, @Nullable RingContext> change) {
    Request request = requests.getOrNull(req);
    return request == null ? null : change.apply(request);
  }

  /** What a change of a queued request makes of this state; null where it is not queued. */
  @Nullable RingContext changingQueued(
      RequestId req, Function<Queued, @Nullable RingContext> change) {
    Queued request = queued.getOrNull(req);
    return request == null ? null : change.apply(request);
  }

  /** The range of a request is accepted, and with it how many parts are to be handed on. */
  RingContext accepting(RequestId req, Request request, Import.Accepted accepted) {
    Import.Split split =
        accepted
            .split()
            .getOrElse(() ->
                new Import.Split(request.window().length(), config.partsOf(request.window())));
    return withRequest(req, request.accepted(split.length(), split.parts()));
  }

  /** The request ends with an errno before it is issued; null where it is not in use. */
  @Nullable RingContext endingUnissued(RequestId req, Errno errno) {
    return changingRequest(
        req, request -> withRequest(req, request.failed(errno)).withQueued(queued.remove(req)));
  }

  /**
   * The request is cancelled for its link, and what is behind it is to be, whichever link it has;
   * null where it is not in use.
   */
  @Nullable RingContext severing(RequestId req) {
    RequestId tail =
        design().deviates(RequestsDeviation.CHAIN_SEVERED_TO_HARDLINK)
            ? null
            : tailOf(req).getOrNull();
    RingContext severed = tail == null ? this : handing(tail, new Behind(req, false));
    return severed == null ? null : severed.endingUnissued(req, Errno.ECANCELED);
  }

  /**
   * An SQE is submitted, and its issue put off: the request holds nothing yet. Null where it binds
   * to a dead node.
   *
   * @param binds whether it takes its buffer all the same, which is wrong
   */
  @Nullable RingContext submitting(Submitted args, Queued.Wait awaits, boolean binds) {
    RequestId id = args.req();
    RawSqe sqe = args.sqe();
    RingContext with = withRequest(id, Request.submitted(sqe));
    RingContext bound = binds ? with.borrowing(id, sqe.slot()) : with;
    return bound == null
        ? null
        : bound.withQueued(queued.put(id, new Queued(awaits, sqe.slot(), sqe.file())));
  }

  /** What a change of a node makes of this state; null where none is named, or a dead one. */
  @Nullable RingContext changingNode(
      Option<NodeId> named, BiFunction<NodeId, Node, @Nullable RingContext> change) {
    NodeId id = named.getOrNull();
    Node node = id == null ? null : nodes.getOrNull(id);
    return id == null || node == null ? null : change.apply(id, node);
  }

  /**
   * The request takes a reference of the node in the slot; nothing happens for an empty slot. Null
   * where there is no such request, or the slot names a dead node.
   */
  @Nullable RingContext borrowing(RequestId req, SlotId slot) {
    Option<NodeId> found = nodeIn(slot);
    if (found.isEmpty()) {
      return this;
    }
    int more = design().deviates(RequestsDeviation.LOOKUP_WITHOUT_REFERENCE) ? 0 : 1;
    return changingNode(
        found,
        (id, node) ->
            changingRequest(
                req,
                request ->
                    withNode(id, node.withRefs(node.refs() + more))
                        .withRequest(req, request.borrowing(id))));
  }

  /** An imu has so many references more; null where none is named, or a dead one. */
  @Nullable RingContext countingImu(Option<ImuId> named, int more) {
    ImuId id = named.getOrNull();
    Imu imu = id == null ? null : imus.getOrNull(id);
    return id == null || imu == null ? null : withImu(id, imu.withRefs(imu.refs() + more));
  }

  /** A slot is emptied; nothing happens where it is empty. */
  RingContext emptying(SlotId slot) {
    return nodeIn(slot).isEmpty()
        ? this
        : withTable(table.map(slots -> slots.with(slot, Option.none())));
  }

  // ---- Other values.

  /** The same where a request waits in poll on one more file. */
  public RingContext polling(FileId file) {
    return new RingContext(
        config.polling(file), life, call, table, nodes, imus, requests, queued, completions);
  }

  RingContext withLife(Life next) {
    return new RingContext(config, next, call, table, nodes, imus, requests, queued, completions);
  }

  RingContext withCall(Call next) {
    return new RingContext(config, life, next, table, nodes, imus, requests, queued, completions);
  }

  /** The same where the call drops nothing. */
  public RingContext withoutDrop() {
    return withCall(call.withDrop(Option.none()));
  }

  RingContext withTable(Option<SlotTable> next) {
    return new RingContext(config, life, call, next, nodes, imus, requests, queued, completions);
  }

  RingContext withNodes(Numbered<NodeId, Node> next) {
    return new RingContext(config, life, call, table, next, imus, requests, queued, completions);
  }

  RingContext withNode(NodeId id, Node next) {
    return withNodes(nodes.put(id, next));
  }

  /** The same with the mapped buffers as another ring leaves them. */
  public RingContext withImus(Numbered<ImuId, Imu> next) {
    return new RingContext(config, life, call, table, nodes, next, requests, queued, completions);
  }

  RingContext withImu(ImuId id, Imu next) {
    return withImus(imus.put(id, next));
  }

  RingContext withRequests(Numbered<RequestId, Request> next) {
    return new RingContext(config, life, call, table, nodes, imus, next, queued, completions);
  }

  RingContext withRequest(RequestId id, Request next) {
    return withRequests(requests.put(id, next));
  }

  RingContext withQueued(Numbered<RequestId, Queued> next) {
    return new RingContext(config, life, call, table, nodes, imus, requests, next, completions);
  }

  /** The same where the addresses of a request are no buffer's. */
  public RingContext readdressed(RequestId req) {
    return requests.get(req).fold(() -> this, request -> withRequest(req, request.nowhere()));
  }

  /** A request that nobody waits for, as a cancellation, is complete: its CQE is there. */
  public RingContext answering(long userData, int res) {
    return withCompletions(completions.post(userData, res));
  }

  /** The user consumes the CQE of a tag, of which the kernel has nothing left. */
  public RingContext seeingTag(long tag) {
    return withCompletions(completions.consume(tag));
  }

  /** The same with another completion queue. */
  public RingContext withCompletions(CompletionQueue next) {
    return new RingContext(config, life, call, table, nodes, imus, requests, queued, next);
  }
}
