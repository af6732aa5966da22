package io.uring.dmabuf.uring;

import static io.uring.dmabuf.uring.BufferTableDeviation.*;
import static io.uring.dmabuf.uring.BufferTableGuard.*;

import io.uring.dmabuf.design.Deviation;
import io.uring.dmabuf.design.Guard;
import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.uring.Call.Emptying;
import io.uring.dmabuf.uring.Call.Idle;
import io.uring.dmabuf.uring.Call.OnRequest;
import io.uring.dmabuf.uring.Call.Submit;
import io.uring.dmabuf.uring.Call.TaskWork;
import io.uring.dmabuf.uring.Call.Teardown;
import io.uring.dmabuf.uring.Call.Update;
import io.uring.dmabuf.uring.Request.State;
import io.vavr.collection.List;
import io.vavr.collection.SortedMap;
import io.vavr.collection.TreeMap;
import io.vavr.control.Option;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The registered-buffer table of one io_uring instance, with the requests that borrow its buffers
 * and the completion queue. Immutable: a step returns the state after it, or none where it cannot
 * be taken. A buffer is released by whoever drops the last reference of its node, and the tag of
 * the node is posted at that moment.
 *
 * <p>Steps by purpose: registration ({@link #registerSparse} to {@link #storeNode}), the end of the
 * table ({@link #startUnregister} to {@link #clearSlot}), dropping a node ({@link #putNode} to
 * {@link #released}), submission ({@link #startSubmit} to {@link #issueReturns}), completion
 * ({@link #done} to {@link #reapCqe}); {@link #returns} ends every call. What a dma-buf mapping is
 * and what the device does is left to others: the outcome of their steps is an argument here.
 *
 * @param config what does not change
 * @param open whether the ring is open
 * @param call the holder of {@code uring_lock}
 * @param table the slots; none before registration and after the end
 * @param nodes the live nodes by number, from 1
 * @param imus the live mapped buffers by number, from 1
 * @param requests the request objects in use by number, from 1
 * @param completions the completion queue
 * @param tagsGiven how many tags the user has given to successful registrations; the next one is
 *     the next number
 * @param events what the last step caused, in order
 */
public record BufferTable(
    BufferTableConfig config,
    Boolean open,
    Call call,
    Option<SlotTable> table,
    SortedMap<Integer, Node> nodes,
    SortedMap<Integer, Imu> imus,
    SortedMap<Integer, Request> requests,
    CompletionQueue completions,
    Integer tagsGiven,
    List<Event> events) {
  private static final Idle IDLE = new Idle();

  /** An open ring without a table. */
  public static BufferTable initial(BufferTableConfig config) {
    return new BufferTable(
        config,
        true,
        IDLE,
        Option.none(),
        TreeMap.empty(),
        TreeMap.empty(),
        TreeMap.empty(),
        CompletionQueue.empty(),
        0,
        List.empty());
  }

  // Registration.

  /** A sparse table appears. Source: {@code io_uring/rsrc.c: io_register_rsrc}, base. */
  public Option<BufferTable> registerSparse() {
    return registerSparse(config.slots());
  }

  /** The same with a number of slots of the caller's choice. */
  public Option<BufferTable> registerSparse(int slots) {
    boolean may =
        holds(SPARSE_RING_OPEN, open)
            && holds(SPARSE_LOCK_FREE, lockIsFree())
            && holds(SPARSE_NO_TABLE, table.isEmpty());
    return step(may, () -> withTable(Option.some(SlotTable.sparse(slots))));
  }

  /**
   * A call that R1-R7 refuse: it returns the errno and changes nothing; none if the arguments that
   * deserve this errno are not refused with it. Source: {@code io_uring/rsrc.c:
   * io_register_rsrc_update}, {@code __io_sqe_buffers_update}, patch 07; {@code
   * __io_register_rsrc_update}, base; {@code io_register_dmabuf}, patch 10.
   */
  public Option<BufferTable> updateRefused(Errno errno) {
    boolean may =
        holds(REFUSED_RING_OPEN, open)
            && holds(REFUSED_LOCK_FREE, lockIsFree())
            && holds(REFUSED_BY_ERRNO, RawUpdate.deserving(errno).refusal(slots()).contains(errno));
    return step(may, () -> this);
  }

  /**
   * An update of one slot takes {@code uring_lock} and has passed R1-R7. Source: {@code
   * io_uring/rsrc.c: __io_sqe_buffers_update}, patch 07.
   */
  public Option<BufferTable> startUpdate(UpdateArgs args) {
    boolean dmabuf = args.kind() == BufferKind.DMABUF;
    boolean may =
        holds(UPDATE_RING_OPEN, open)
            && holds(UPDATE_LOCK_FREE, lockIsFree())
            && holds(UPDATE_HAS_TABLE, table.exists(slots -> slots.has(args.slot())))
            && holds(UPDATE_EMPTY_UNTAGGED, args.kind() != BufferKind.EMPTY || !args.tagged())
            && holds(UPDATE_FILE_IFF_DMABUF, args.file().isDefined() == dmabuf)
            && holds(UPDATE_BUF_IFF_DMABUF, args.buf().isDefined() == dmabuf)
            && holds(UPDATE_FAULT_MET, args.meetsItsFault());
    Option<Long> tag =
        Option.when(args.tagged(), () -> CompletionQueue.userDataOfTag(tagsGiven + 1));
    return step(may, () -> withCall(Update.start(args, tag)));
  }

  /**
   * One step of a dma-buf registration that changes nothing here has succeeded. Source: {@code
   * io_uring/rsrc.c: io_register_dmabuf}, patch 10 (R9-R17).
   */
  public Option<BufferTable> advance(UpdateStage stage) {
    boolean may = holds(ADVANCE_AT_STAGE, isAt(stage)) && holds(ADVANCE_NOT_FAILING, !failsNow());
    return step(may, () -> withCall(update().at(stage.next())));
  }

  /**
   * The regbuf exists; every later failure releases it. Source: {@code io_uring/rsrc.c:
   * io_register_dmabuf}, patch 10 (R8).
   *
   * @param regbuf its number, from 1
   */
  public Option<BufferTable> setRegbuf(int regbuf) {
    boolean may =
        holds(REGBUF_AT_STAGE, isAt(UpdateStage.ALLOC_REGBUF))
            && holds(REGBUF_NOT_FAILING, !failsNow())
            && holds(REGBUF_UNUSED, !regbufs().contains(regbuf));
    return step(
        may, () -> withCall(update().withRegbuf(regbuf).at(UpdateStage.ALLOC_REGBUF.next())));
  }

  /**
   * The next step fails: its errno is kept for the return, and the unwinding begins. Source: {@code
   * io_uring/rsrc.c: io_register_dmabuf}, patch 10 (R8-R20).
   */
  public Option<BufferTable> fail() {
    boolean canFail =
        call instanceof Update update
            && update.drop().isEmpty()
            && update.stage().errno().isDefined();
    return step(
        holds(FAIL_AT_STAGE, canFail), () -> withCall(update().failing(update().stage().errno())));
  }

  /**
   * A node with one reference, that of the call. Source: {@code io_uring/rsrc.c:
   * io_rsrc_node_alloc}, base (R19).
   */
  public Option<BufferTable> allocNode() {
    boolean may =
        holds(ALLOC_NODE_AT_STAGE, isAt(UpdateStage.ALLOC_NODE))
            && holds(ALLOC_NODE_NOT_FAILING, !failsNow());
    return step(
        may,
        () -> {
          int id = lowestFree(nodes);
          return withNodes(nodes.put(id, Node.fresh()))
              .withCall(update().withNode(id).at(UpdateStage.ALLOC_IMU));
        });
  }

  /**
   * An imu with one reference, that of the node; it owns the regbuf from here. Source: {@code
   * io_uring/rsrc.c: io_register_dmabuf}, patch 10 (R20-R22).
   */
  public Option<BufferTable> allocImu() {
    boolean may =
        holds(ALLOC_IMU_AT_STAGE, isAt(UpdateStage.ALLOC_IMU))
            && holds(ALLOC_IMU_NOT_FAILING, !failsNow());
    return step(
        may,
        () -> {
          Update update = update();
          int id = lowestFree(imus);
          Imu.Backing backing =
              update
                  .regbuf()
                  .<Imu.Backing>map(Imu.Backing.Dmabuf::new)
                  .getOrElse(Imu.Backing.Pages::new);
          return withImus(imus.put(id, new Imu(1, backing)))
              .withNodes(changed(nodes, update.node().get(), node -> node.withImu(id)))
              .withCall(update.at(UpdateStage.TAKE_SLOT));
        });
  }

  /**
   * The unwinding is complete: the regbuf, if any, is gone, and the node goes back to its cache.
   * Source: {@code io_uring/rsrc.c: io_register_dmabuf}, patch 10 (R8-R20).
   */
  public Option<BufferTable> unwound() {
    return step(
        holds(UNWOUND_AT_STAGE, isAt(UpdateStage.UNWIND)),
        () -> {
          Update update = update();
          boolean forget = deviates(FORGET_UNWINDING_OF_NODE);
          return withNodes(update.node().filter(id -> !forget).map(nodes::remove).getOrElse(nodes))
              .withCall(update.returning());
        });
  }

  /**
   * The tag is installed, and the old node, if any, leaves the slot. Source: {@code
   * io_uring/rsrc.c: __io_sqe_buffers_update}, base (R23-R24).
   */
  public Option<BufferTable> takeSlot() {
    return step(
        holds(TAKE_SLOT_AT_STAGE, isAt(UpdateStage.TAKE_SLOT)),
        () -> {
          Update update = update();
          int slot = update.args().slot();
          Option<Drop> old =
              nodeIn(slot).filter(id -> !deviates(STORE_OVER_OLD_NODE)).map(Drop::of);
          BufferTable tagged =
              update.tag().isEmpty()
                  ? this
                  : withNodes(
                          changed(nodes, update.node().get(), node -> node.withTag(update.tag())))
                      .withTagsGiven(tagsGiven + 1);
          return tagged
              .withTable(emptied(slot))
              .withCall(update.at(UpdateStage.STORE_NODE).withDrop(old));
        });
  }

  /**
   * The slot takes over the call's reference of the new node. Source: {@code io_uring/rsrc.c:
   * __io_sqe_buffers_update}, base (R24-R25).
   */
  public Option<BufferTable> storeNode() {
    return step(
        holds(STORE_NODE_AT_STAGE, isAt(UpdateStage.STORE_NODE)),
        () -> {
          Update update = update();
          int slot = update.args().slot();
          return (update.node().isEmpty()
                  ? this
                  : withTable(table.map(slots -> slots.with(slot, update.node()))))
              .withCall(update.returning());
        });
  }

  // The end of the table.

  /**
   * Unregistering begins. Source: {@code io_uring/rsrc.c: io_sqe_buffers_unregister}, base (U1).
   */
  public Option<BufferTable> startUnregister() {
    boolean may =
        holds(UNREGISTER_RING_OPEN, open)
            && holds(UNREGISTER_LOCK_FREE, lockIsFree())
            && holds(UNREGISTER_HAS_TABLE, table.isDefined());
    return step(may, () -> withCall(new Teardown(false, false, Option.none())));
  }

  /**
   * The ring is closed when no request is under way. Source: {@code io_uring/io_uring.c:
   * io_ring_exit_work}, base (U1).
   */
  public Option<BufferTable> closeRing() {
    boolean may =
        holds(CLOSE_RING_OPEN, open)
            && holds(CLOSE_RING_LOCK_FREE, lockIsFree())
            && holds(
                CLOSE_RING_IDLE,
                requests.values().forAll(request -> request.state() == State.COMPLETE));
    return step(may, () -> withOpen(false).withCall(new Teardown(true, false, Option.none())));
  }

  /**
   * The highest occupied slot is emptied; without one the table itself goes. Source: {@code
   * io_uring/rsrc.c: io_rsrc_data_free}, base (U1).
   */
  public Option<BufferTable> clearSlot() {
    boolean at =
        call instanceof Emptying emptying && !emptying.returning() && emptying.drop().isEmpty();
    return step(holds(CLEAR_SLOT_AT_STAGE, at), this::clearHighestSlot);
  }

  private BufferTable clearHighestSlot() {
    Option<Integer> slot = table.flatMap(SlotTable::highestOccupied);
    if (slot.isEmpty()) {
      return withTable(Option.none()).withCall(((Emptying) call).emptied());
    }
    return withTable(emptied(slot.get())).withCall(call.withDrop(nodeIn(slot.get()).map(Drop::of)));
  }

  /**
   * The call returns. Source: {@code io_uring/register.c: io_uring_register}, base (R25); after a
   * submission {@code io_uring/io_uring.c: io_uring_enter}, after task work {@code
   * io_uring/io_uring.c: ctx_flush_and_put}, after the exit of the ring {@code io_uring/io_uring.c:
   * io_ring_ctx_free}.
   */
  public Option<BufferTable> returns() {
    boolean at =
        call.drop().isEmpty()
            && switch (call) {
              case Idle idle -> false;
              case Update update -> update.stage() == UpdateStage.RETURN;
              case Teardown teardown -> teardown.returning();
              case Submit submit -> submit.stage() == SubmitStage.RETURN;
              case TaskWork work -> work.stage() == SubmitStage.RETURN;
              case Call.Clone clone -> false;
              case Call.CloneSource source -> false;
            };
    return step(holds(RETURN_AT_STAGE, at), () -> withCall(IDLE));
  }

  // Dropping a node: the same steps for an update, a teardown and a request.

  /**
   * One reference less; the last one starts the release. Source: {@code io_uring/rsrc.h:
   * io_put_rsrc_node}, base (U1).
   */
  public Option<BufferTable> putNode() {
    return step(
        holds(PUT_NODE_AT_STAGE, isDropping(Drop.Stage.PUT)),
        () -> {
          Drop drop = call.drop().get();
          Node node = node(drop.node());
          boolean last = node.refs() == 1 || deviates(RELEASE_WHILE_REFERENCED);
          boolean early = deviates(POST_TAG_BEFORE_LAST_REQUEST) && !(call instanceof OnRequest);
          return (early ? postingTag(node) : this)
              .withNodes(nodes.put(drop.node(), node.withRefs(node.refs() - 1)))
              .withCall(call.withDrop(Option.when(last, () -> drop.at(Drop.Stage.POST_TAG))));
        });
  }

  /**
   * The tag CQE is posted, unless the ring is gone, and the node gives up its reference of the imu.
   * Source: {@code io_uring/rsrc.c: io_free_rsrc_node}, base (U2).
   */
  public Option<BufferTable> postTag() {
    return step(
        holds(POST_TAG_AT_STAGE, isDropping(Drop.Stage.POST_TAG)),
        () -> {
          Drop drop = call.drop().get();
          Node node = node(drop.node());
          boolean early = deviates(POST_TAG_BEFORE_LAST_REQUEST);
          BufferTable posted = early ? this : postingTag(node);
          return (deviates(DOUBLE_TAG) ? posted.postingTag(node) : posted)
              .withImus(
                  deviates(KEEP_IMU_REFERENCE)
                      ? imus
                      : changed(imus, node.imu().get(), imu -> imu.withRefs(imu.refs() - 1)))
              .withCall(call.withDrop(Option.some(drop.at(Drop.Stage.RELEASE))));
        });
  }

  private BufferTable postingTag(Node node) {
    boolean heard = open || deviates(TAG_AFTER_CLOSE);
    return node.tag()
        .filter(tag -> heard)
        .map(tag ->
            withCompletions(
                completions.post(tag, 0), new Event.TagPosted(CompletionQueue.numberOfTag(tag))))
        .getOrElse(this);
  }

  /**
   * The regbuf, or the pinning of the pages, is gone; imu and node go back to their caches. Source:
   * {@code io_uring/rsrc.c: io_buffer_unmap}, {@code io_free_rsrc_node}, base (U10).
   */
  public Option<BufferTable> released() {
    boolean may =
        holds(RELEASED_AT_STAGE, isDropping(Drop.Stage.RELEASE))
            && holds(RELEASED_IMU_UNREFERENCED, imuBeingReleased().exists(imu -> imu.refs() == 0));
    return step(
        may,
        () -> {
          int id = call.drop().get().node();
          return withImus(imus.remove(node(id).imu().get()))
              .withNodes(nodes.remove(id))
              .withCall(call.withDrop(Option.none()));
        });
  }

  /** The tag CQE is posted, and the node goes; the imu loses one of several references. */
  BufferTable droppingShared() {
    int id = call.drop().get().node();
    Node node = node(id);
    BufferTable posted =
        deviates(ClonedTablesDeviation.TAG_WAITS_FOR_CLONES)
            ? this
            : withEvents(List.empty()).postingTag(node);
    boolean keeps = deviates(ClonedTablesDeviation.SHARED_IMU_KEEPS_REFERENCE);
    return posted
        .withImus(
            keeps ? imus : changed(imus, node.imu().get(), imu -> imu.withRefs(imu.refs() - 1)))
        .withNodes(nodes.remove(id))
        .withCall(call.withDrop(Option.none()));
  }

  /** Whether other nodes share the imu of the node that the running call is dropping. */
  boolean dropsSharedImu() {
    return imuBeingReleased().exists(imu -> imu.refs() > 1);
  }

  // Submission and inline issue.

  /**
   * An SQE is consumed. A closed target descriptor fails the request with -EBADF before anything is
   * imported. Source: {@code io_uring/io_uring.c: io_submit_sqe}, base (I1).
   *
   * @param slot the slot that it names, from 0
   * @param op the operation
   * @param file the target file, from 1
   * @param range the byte range that it names
   * @param gotFile whether the descriptor of the file is open
   */
  public Option<BufferTable> startSubmit(
      int slot, Op op, int file, ByteRange range, boolean gotFile) {
    boolean may =
        holds(SUBMIT_RING_OPEN, open)
            && holds(SUBMIT_LOCK_FREE, lockIsFree())
            && holds(SUBMIT_FREE_REQUEST, hasFreeRequest());
    return step(
        may,
        () -> {
          int id = lowestFree(requests);
          Request request =
              new Request(
                  State.ISSUING,
                  op,
                  Option.when(gotFile, file),
                  Option.none(),
                  Option.none(),
                  Option.when(!gotFile, -Errno.EBADF.number()));
          SubmitStage stage = gotFile ? SubmitStage.LOOKUP : SubmitStage.POST_CQE;
          return withRequests(requests.put(id, request))
              .withCall(new Submit(id, slot, range, false, stage, Option.none()));
        });
  }

  /**
   * The request takes a reference of the node in the slot, or fails with -EFAULT. Source: {@code
   * io_uring/rsrc.c: io_find_buf_node}, base (I1).
   */
  public Option<BufferTable> lookupNode() {
    return step(holds(LOOKUP_AT_STAGE, isAt(SubmitStage.LOOKUP)), this::borrowNode);
  }

  private BufferTable borrowNode() {
    Submit submit = (Submit) call;
    if (nodeIn(submit.slot()).isEmpty()) {
      Errno errno = deviates(EMPTY_SLOT_IS_EBADF) ? Errno.EBADF : Errno.EFAULT;
      return withRequest(submit.req(), request -> request.withResult(-errno.number()))
          .withCall(submit.at(SubmitStage.POST_CQE));
    }
    return borrowing(submit.req(), submit.slot()).withCall(submit.at(SubmitStage.IMPORT));
  }

  /** The request takes a reference of the node in the slot; nothing happens for an empty one. */
  BufferTable borrowing(int req, int slot) {
    Option<Integer> found = nodeIn(slot);
    if (found.isEmpty()) {
      return this;
    }
    Node node = node(found.get());
    int more = deviates(LOOKUP_WITHOUT_REFERENCE) ? 0 : 1;
    return withNodes(nodes.put(found.get(), node.withRefs(node.refs() + more)))
        .withRequest(req, request -> request.borrowing(found.get(), node.tag()));
  }

  /**
   * The range is accepted, or the request fails while it holds its node. Source: {@code
   * io_uring/rsrc.c: io_import_fixed}, {@code io_import_dmabuf}, patch 11 (I2-I8); {@code
   * io_uring/rw.c: io_init_rw_fixed}, patch 12 (I9); {@code block/fops.c: blkdev_direct_IO}, base
   * (D1-D2).
   *
   * @param refusal the errno of the first test that refuses it; none if accepted
   */
  public Option<BufferTable> checkImport(Option<Errno> refusal) {
    return step(
        holds(IMPORT_AT_STAGE, isAt(SubmitStage.IMPORT)),
        () -> {
          Submit submit = (Submit) call;
          return refusal
              .map(errno ->
                  withRequest(submit.req(), request -> request.withResult(-errno.number()))
                      .withCall(submit.at(SubmitStage.POST_CQE)))
              .getOrElse(() -> withCall(submit.at(pathOf(submit.req()))));
        });
  }

  private SubmitStage pathOf(int req) {
    boolean pages =
        requests
            .get(req)
            .flatMap(Request::node)
            .flatMap(this::imuOf)
            .exists(imu -> imu.backing() instanceof Imu.Backing.Pages);
    return pages ? SubmitStage.ORDINARY : SubmitStage.GET_TAG;
  }

  /**
   * A request on ordinary pages goes the base kernel's way to the device. Source: {@code
   * io_uring/rw.c: io_read_fixed}, {@code io_write_fixed}, base (D1).
   */
  public Option<BufferTable> issueOrdinary() {
    return step(
        holds(ORDINARY_AT_STAGE, isAt(SubmitStage.ORDINARY)),
        () -> goingInFlight(SubmitStage.RETURN));
  }

  /**
   * The block layer has a request for it; from here its end comes by interrupt. Source: {@code
   * block/blk-mq.c: blk_mq_submit_bio}, base (B5).
   */
  public Option<BufferTable> dispatched() {
    return step(
        holds(DISPATCH_AT_STAGE, isAt(SubmitStage.GET_TAG)),
        () -> goingInFlight(SubmitStage.ISSUE));
  }

  private BufferTable goingInFlight(SubmitStage next) {
    OnRequest carrier = (OnRequest) call;
    return withRequest(carrier.req(), request -> request.at(State.IN_FLIGHT))
        .withCall(carrier.at(next));
  }

  /**
   * The command is queued, or left to others, and the submitter goes on. Source: {@code
   * io_uring/rw.c: io_read_fixed}, {@code io_write_fixed}, base (N13).
   */
  public Option<BufferTable> issueReturns() {
    return step(
        holds(ISSUE_RETURNS_AT_STAGE, isAt(SubmitStage.ISSUE)),
        () -> withCall(((OnRequest) call).at(SubmitStage.RETURN)));
  }

  // Completion.

  /**
   * The result is stored and task work queued; no lock is needed. Source: {@code io_uring/rw.c:
   * io_complete_rw}, base (C3-C5).
   *
   * @param req the request, from 1
   * @param res bytes, or a negative errno
   */
  public Option<BufferTable> done(int req, int res) {
    return step(
        holds(DONE_IN_FLIGHT, isRequest(req, State.IN_FLIGHT)),
        () -> withRequest(req, request -> request.withResult(res).at(State.DONE)));
  }

  /**
   * Task work takes {@code uring_lock} to complete one request. Source: {@code io_uring/rw.c:
   * io_req_rw_complete}, base (C6).
   */
  public Option<BufferTable> startTaskWork(int req) {
    boolean may =
        holds(TASK_WORK_LOCK_FREE, lockIsFree())
            && holds(TASK_WORK_REQUEST_DONE, isRequest(req, State.DONE));
    return step(may, () -> withCall(new TaskWork(req, SubmitStage.POST_CQE, Option.none())));
  }

  /**
   * The CQE of the request is posted. Source: {@code io_uring/io_uring.h: io_fill_cqe_req}, base
   * (C6).
   */
  public Option<BufferTable> postCqe() {
    return step(
        holds(POST_CQE_AT_STAGE, isAt(SubmitStage.POST_CQE)),
        () -> {
          OnRequest carrier = (OnRequest) call;
          int req = carrier.req();
          int res = request(req).result().get();
          return withCompletions(completions.post(req, res), new Event.CqePosted(req, res))
              .withCall(carrier.at(SubmitStage.FREE_REQ));
        });
  }

  /**
   * The request gives back its file and goes on to drop its node. Source: {@code
   * io_uring/io_uring.c: io_free_batch_list}, base (C6).
   */
  public Option<BufferTable> freeReq() {
    return step(
        holds(FREE_REQ_AT_STAGE, isAt(SubmitStage.FREE_REQ)),
        () -> {
          OnRequest carrier = (OnRequest) call;
          Option<Drop> drop = request(carrier.req()).node().map(Drop::of);
          return withRequest(carrier.req(), r -> r.holdingNothing().at(State.COMPLETE))
              .withCall(carrier.at(SubmitStage.RETURN).withDrop(drop));
        });
  }

  /**
   * The user consumes the CQE; the request object may be used again. Source: {@code liburing:
   * io_uring_cqe_seen}.
   */
  public Option<BufferTable> reapCqe(int req) {
    boolean may =
        holds(REAP_COMPLETE, isRequest(req, State.COMPLETE))
            && holds(
                REAP_NOT_IN_CALL, !(call instanceof OnRequest carrier) || carrier.req() != req);
    return step(
        may, () -> withCompletions(completions.consume(req)).withRequests(requests.remove(req)));
  }

  // Questions that the composed system asks.

  /** Whether nobody holds {@code uring_lock}. */
  public boolean lockIsFree() {
    return call instanceof Idle;
  }

  /** The number of slots; none without a table. */
  public Option<Integer> slots() {
    return table.map(slots -> slots.nodes().size());
  }

  /** The node in a slot; none for an empty slot and without a table. */
  public Option<Integer> nodeIn(int slot) {
    return table.flatMap(slots -> slots.node(slot));
  }

  /** The mapped buffer of a node; none before it has one. */
  public Option<Imu> imuOf(int node) {
    return nodes.get(node).flatMap(Node::imu).flatMap(imus::get);
  }

  /** The regbuf in which a request works; none for ordinary pages and without a node. */
  public Option<Integer> regbufOf(int req) {
    return requests
        .get(req)
        .flatMap(Request::node)
        .flatMap(this::imuOf)
        .flatMap(BufferTable::regbuf);
  }

  /**
   * The regbuf that the running call is tearing down: that of a node whose last reference is gone,
   * or that of a registration which failed.
   */
  public Option<Integer> releasing() {
    if (isDropping(Drop.Stage.RELEASE)) {
      return imuBeingReleased().flatMap(BufferTable::regbuf);
    }
    return call instanceof Update update && isAt(UpdateStage.UNWIND)
        ? update.regbuf()
        : Option.none();
  }

  /** Whether the running update must fail at its next step by injection. */
  public boolean failsNow() {
    return call instanceof Update update && update.drop().isEmpty() && update.fails();
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
  public boolean isRequest(int req, State state) {
    return requests.get(req).exists(request -> request.state() == state);
  }

  /** The numbers of the regbufs that imus carry. */
  public List<Integer> regbufs() {
    return List.ofAll(imus.values().flatMap(BufferTable::regbuf));
  }

  /** The regbuf of the buffer that a node holds; none for ordinary pages. */
  public Option<Integer> regbufOfNode(int node) {
    return imuOf(node).flatMap(BufferTable::regbuf);
  }

  private static Option<Integer> regbuf(Imu imu) {
    return switch (imu.backing()) {
      case Imu.Backing.Dmabuf dmabuf -> Option.some(dmabuf.regbuf());
      case Imu.Backing.Pages pages -> Option.none();
    };
  }

  private Option<Imu> imuBeingReleased() {
    return call.drop().flatMap(drop -> imuOf(drop.node()));
  }

  // Every allocator is lowest-first, so that a freed number is used again at once.
  static int lowestFree(SortedMap<Integer, ?> used) {
    int id = 1;
    while (used.containsKey(id)) {
      id++;
    }
    return id;
  }

  private Update update() {
    return (Update) call;
  }

  /** A live node. */
  Node node(int id) {
    return nodes.get(id).get();
  }

  /** A request in use. */
  Request request(int id) {
    return requests.get(id).get();
  }

  private Option<SlotTable> emptied(int slot) {
    return nodeIn(slot).isEmpty() ? table : table.map(slots -> slots.with(slot, Option.none()));
  }

  /** The number that the next request gets, whether the ring has as many or not. */
  int nextRequest() {
    return lowestFree(requests);
  }

  /** Whether a request object is free. */
  boolean hasFreeRequest() {
    return requests.size() < config.requests();
  }

  private boolean holds(Guard guard, boolean condition) {
    return config.design().holds(guard, condition);
  }

  private boolean deviates(Deviation deviation) {
    return config.design().deviates(deviation);
  }

  private static <T> SortedMap<Integer, T> changed(
      SortedMap<Integer, T> map, int id, UnaryOperator<T> change) {
    return map.put(id, change.apply(map.get(id).get()));
  }

  /** The state after a step; its events are those of the step alone. */
  private Option<BufferTable> step(boolean may, Supplier<BufferTable> after) {
    if (!may) {
      return Option.none();
    }
    BufferTable next = after.get();
    return Option.some(next.events == events ? next.withEvents(List.empty()) : next);
  }

  private BufferTable withOpen(boolean next) {
    return new BufferTable(
        config, next, call, table, nodes, imus, requests, completions, tagsGiven, events);
  }

  BufferTable withCall(Call next) {
    return new BufferTable(
        config, open, next, table, nodes, imus, requests, completions, tagsGiven, events);
  }

  BufferTable withTable(Option<SlotTable> next) {
    return new BufferTable(
        config, open, call, next, nodes, imus, requests, completions, tagsGiven, events);
  }

  BufferTable withNodes(SortedMap<Integer, Node> next) {
    return new BufferTable(
        config, open, call, table, next, imus, requests, completions, tagsGiven, events);
  }

  BufferTable withImus(SortedMap<Integer, Imu> next) {
    return new BufferTable(
        config, open, call, table, nodes, next, requests, completions, tagsGiven, events);
  }

  BufferTable withRequests(SortedMap<Integer, Request> next) {
    return new BufferTable(
        config, open, call, table, nodes, imus, next, completions, tagsGiven, events);
  }

  BufferTable withRequest(int id, UnaryOperator<Request> change) {
    return withRequests(changed(requests, id, change));
  }

  private BufferTable withCompletions(CompletionQueue next, Event... caused) {
    return new BufferTable(
        config,
        open,
        call,
        table,
        nodes,
        imus,
        requests,
        next,
        tagsGiven,
        caused.length == 0 ? events : List.of(caused));
  }

  private BufferTable withTagsGiven(int next) {
    return new BufferTable(
        config, open, call, table, nodes, imus, requests, completions, next, events);
  }

  BufferTable withEvents(List<Event> next) {
    return new BufferTable(
        config, open, call, table, nodes, imus, requests, completions, tagsGiven, next);
  }
}
