package io.uring.dmabuf.uring;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.design.Designed;
import io.uring.dmabuf.step.Group;
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
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The registered-buffer table of one io_uring instance, with the requests that borrow its buffers
 * and the completion queue. Immutable; its steps are {@link BufferTableSteps}. A buffer is released
 * by whoever drops the last reference of its node, and the tag of the node is posted at that
 * moment. What a dma-buf mapping is and what the device does is left to others. The specification
 * is BufferTable.
 *
 * @param config what does not change
 * @param open whether the ring is open
 * @param call the holder of {@code uring_lock}
 * @param table the slots; none before registration and after the end
 * @param nodes the live nodes by number, from 1
 * @param imus the live mapped buffers by number, from 1
 * @param requests the request objects in use by number, from 1
 * @param completions the completion queue
 */
public record BufferTable(
    BufferTableConfig config,
    Boolean open,
    Call call,
    Option<SlotTable> table,
    SortedMap<Integer, Node> nodes,
    SortedMap<Integer, Imu> imus,
    SortedMap<Integer, Request> requests,
    CompletionQueue completions)
    implements Designed {

  /** An open ring without a table. */
  public static BufferTable initial(BufferTableConfig config) {
    return new BufferTable(
        config,
        true,
        new Idle(),
        Option.none(),
        TreeMap.empty(),
        TreeMap.empty(),
        TreeMap.empty(),
        CompletionQueue.empty());
  }

  @Override
  public Design design() {
    return config.design();
  }

  // ---- Questions.

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

  /** The imu of the node that the running call is dropping. */
  Option<Imu> imuBeingReleased() {
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

  /** A live node. */
  Node node(int id) {
    return nodes.get(id).get();
  }

  /** A request in use. */
  Request request(int id) {
    return requests.get(id).get();
  }

  /** The number that the next request gets, whether the ring has as many or not. */
  int nextRequest() {
    return lowestFree(requests);
  }

  /** Whether a request object is free. */
  boolean hasFreeRequest() {
    return requests.size() < config.requests();
  }

  /** Whether other nodes share the imu of the node that the running call is dropping. */
  boolean dropsSharedImu() {
    return imuBeingReleased().exists(imu -> imu.refs() > 1);
  }

  /** Whether a request borrows a buffer of ordinary pages. */
  boolean hasPages(int req) {
    return requests
        .get(req)
        .flatMap(Request::node)
        .flatMap(this::imuOf)
        .exists(imu -> imu.backing() instanceof Imu.Backing.Pages);
  }

  // ---- Changes, none where there is nothing to change.

  /** What a call of a kind makes of this state; null where another one is in progress, or none. */
  <C> @Nullable BufferTable during(Class<C> kind, Function<C, @Nullable BufferTable> change) {
    return kind.isInstance(call) ? change.apply(kind.cast(call)) : null;
  }

  /** What a change of a request makes of this state; null where it is not in use. */
  @Nullable BufferTable changingRequest(int req, Function<Request, @Nullable BufferTable> change) {
    Request request = requests.getOrElse(req, null);
    return request == null ? null : change.apply(request);
  }

  /** What a change of a node makes of this state; null where none is named, or a dead one. */
  @Nullable BufferTable changingNode(
      Option<Integer> named, BiFunction<Integer, Node, @Nullable BufferTable> change) {
    Integer id = named.getOrNull();
    Node node = id == null ? null : nodes.getOrElse(id, null);
    return id == null || node == null ? null : change.apply(id, node);
  }

  /**
   * The request takes a reference of the node in the slot; nothing happens for an empty slot. Null
   * where there is no such request, or the slot names a dead node.
   */
  @Nullable BufferTable borrowing(int req, int slot) {
    Option<Integer> found = nodeIn(slot);
    if (found.isEmpty()) {
      return this;
    }
    int more = design().deviates(BufferTableDeviation.LOOKUP_WITHOUT_REFERENCE) ? 0 : 1;
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
  @Nullable BufferTable countingImu(Option<Integer> named, int more) {
    Integer id = named.getOrNull();
    Imu imu = id == null ? null : imus.getOrElse(id, null);
    return id == null || imu == null ? null : withImu(id, imu.withRefs(imu.refs() + more));
  }

  /** A slot is emptied; nothing happens where it is empty. */
  BufferTable emptying(int slot) {
    return nodeIn(slot).isEmpty()
        ? this
        : withTable(table.map(slots -> slots.with(slot, Option.none())));
  }

  // ---- Other values.

  BufferTable withOpen(boolean next) {
    return new BufferTable(config, next, call, table, nodes, imus, requests, completions);
  }

  BufferTable withCall(Call next) {
    return new BufferTable(config, open, next, table, nodes, imus, requests, completions);
  }

  BufferTable withTable(Option<SlotTable> next) {
    return new BufferTable(config, open, call, next, nodes, imus, requests, completions);
  }

  BufferTable withNodes(SortedMap<Integer, Node> next) {
    return new BufferTable(config, open, call, table, next, imus, requests, completions);
  }

  BufferTable withNode(int id, Node next) {
    return withNodes(nodes.put(id, next));
  }

  BufferTable withImus(SortedMap<Integer, Imu> next) {
    return new BufferTable(config, open, call, table, nodes, next, requests, completions);
  }

  BufferTable withImu(int id, Imu next) {
    return withImus(imus.put(id, next));
  }

  BufferTable withRequests(SortedMap<Integer, Request> next) {
    return new BufferTable(config, open, call, table, nodes, imus, next, completions);
  }

  BufferTable withRequest(int id, Request next) {
    return withRequests(requests.put(id, next));
  }

  BufferTable withCompletions(CompletionQueue next) {
    return new BufferTable(config, open, call, table, nodes, imus, requests, next);
  }
}
