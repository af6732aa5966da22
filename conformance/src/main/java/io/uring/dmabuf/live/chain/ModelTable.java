package io.uring.dmabuf.live.chain;

import static io.uring.dmabuf.live.chain.LiveDeviation.EMPTY_RANGE_IS_REFUSED;
import static io.uring.dmabuf.live.chain.LiveDeviation.LAST_BYTE_IS_OUTSIDE;

import io.uring.dmabuf.id.ImuId;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.live.Answer;
import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Call;
import io.uring.dmabuf.uring.CallRunner;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.CqeSteps;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Node;
import io.uring.dmabuf.uring.RawBuffer;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.RingContextConfig;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.util.function.Predicate;

/**
 * The implementation's buffer table, taken from call to call, and what its user knows of it: what
 * he put into each slot, and what each request in use asked for. Which buffer a node stands for
 * says its imu, and that the table: if it is not the one that the user put there, the range that he
 * names is not in it.
 */
final class ModelTable {
  /** Requests that can be in use at once: one for each lane, and some that end at once. */
  private static final int REQUESTS = 2 * Lane.PIPES + 5;

  private final ModelSetup setup;
  private final Replies replies = new Replies();
  private RingContext table;
  private Map<Integer, RawBuffer> inSlots = LinkedHashMap.empty();
  private Map<RequestId, Asked> asked = LinkedHashMap.empty();

  /** The buffer of each imu, which the rings share. */
  private final java.util.Map<ImuId, RawBuffer> ofImus;

  /**
   * A ring without a table.
   *
   * @param ofImus the buffer of each imu, which the rings share
   */
  ModelTable(ModelSetup setup, java.util.Map<ImuId, RawBuffer> ofImus) {
    this.setup = setup;
    this.ofImus = ofImus;
    this.table = RingContext.initial(RingContextConfig.of(0, REQUESTS).withDesign(setup.design()));
  }

  /** What the operation in progress has brought. */
  Replies replies() {
    return replies;
  }

  RingContext table() {
    return table;
  }

  // Steps.

  /** What was before, or will be next. */
  void become(RingContext next) {
    table = next;
  }

  /** A step that can be taken. */
  <A> void take(Step<RingContext, A> step, A args) {
    become(step.from(table, args).getOrElseThrow(() -> new StuckException(step)));
  }

  /** The call in progress comes to its end, and the user hears of it. */
  void finishCall() {
    Option<Asked> carried = carried();
    become(
        new CallRunner(node -> carried.flatMap(request -> importOf(node, request)))
            .finish(table, res -> carried.exists(request -> request.isAll(res)))
            .getOrElseThrow(StuckException::new));
    collect();
  }

  /** What the call is about. */
  private Option<Asked> carried() {
    return table.call() instanceof Call.OnRequest carrier
        ? asked.get(carrier.req())
        : Option.none();
  }

  /** What the table has posted since, with the numbers that the user gave; all is consumed. */
  void collect() {
    for (Cqe cqe : table.completions().entries()) {
      if (Answer.isTag(cqe)) {
        replies.post(cqe);
        become(table.seeingTag(cqe.userData()));
      } else {
        RequestId req = RequestId.of((int) cqe.userData());
        completed(asked(req), cqe.res());
        asked = asked.remove(req);
        take(CqeSteps.REAP_CQE, req);
      }
    }
  }

  private void completed(Asked request, int res) {
    replies.end(request.number());
    if (request.isTold(res)) {
      replies.post(new Cqe(request.number(), res));
    }
  }

  // Buffers.

  /** The buffer that its user put into a slot. */
  Option<RawBuffer> bufferIn(int slot) {
    return inSlots.get(slot);
  }

  /** Its user has put a buffer into a slot, or none. */
  void puts(int slot, Option<RawBuffer> buffer) {
    inSlots = buffer.fold(() -> inSlots.remove(slot), put -> inSlots.put(slot, put));
  }

  /** Its user has put a buffer into a slot: the new imu there, if there is one, is its. */
  void registered(int slot, RawBuffer buffer) {
    puts(slot, Option.when(!buffer.isEmpty(), buffer));
    table.nodeIn(SlotId.of(slot)).flatMap(this::imuOf).forEach(imu -> ofImus.put(imu, buffer));
  }

  /** There is nothing in any slot. */
  void emptied() {
    inSlots = LinkedHashMap.empty();
  }

  private Option<ImuId> imuOf(NodeId node) {
    return table.nodes().get(node).flatMap(Node::imu);
  }

  /** What the import of a request's range answers on a node: the errno that refuses it, if any. */
  Option<Errno> importOf(NodeId node, Asked request) {
    int length = request.submit().span().length();
    if (length == 0 && setup.deviates(EMPTY_RANGE_IS_REFUSED)) {
      return Option.some(Errno.EFAULT);
    }
    int more = length > 0 && setup.deviates(LAST_BYTE_IS_OUTSIDE) ? 1 : 0;
    return imuOf(node)
        .flatMap(imu -> Option.of(ofImus.get(imu)))
        .getOrElseThrow(() -> new StuckException("a buffer of node " + node))
        .refusal(request.address(), length + more);
  }

  // Requests.

  /** A request is in use: in an empty slot its user names an address of the first buffer. */
  void ask(RequestId req, Submit submit) {
    long base = bufferIn(submit.slot()).map(RawBuffer::base).getOrElse(setup.memory().base(0));
    Asked request = new Asked(replies.nextNumber(), submit, submit.span().address(base));
    asked = asked.put(req, request);
  }

  /** What a request that is in use asked for. */
  Asked asked(RequestId req) {
    return asked.get(req).getOrElseThrow(() -> new StuckException("request " + req));
  }

  /** The requests that are in use, in the order in which their users asked for them. */
  List<RequestId> inUse() {
    return asked.keySet().toList();
  }

  /** The lanes of the requests in use that are of some kind. */
  List<Lane> lanes(Predicate<RequestId> which) {
    return inUse().filter(which).flatMap(req -> asked(req).submit().lane());
  }

  /** The request on a lane on which one waits, or will. */
  RequestId waitingOn(Lane lane) {
    return inUse()
        .find(req -> asked(req).submit().lane().contains(lane))
        .getOrElseThrow(() -> new StuckException("a request on " + lane.text()));
  }

  boolean isInFlight(RequestId req) {
    return table.isRequest(req, Request.State.IN_FLIGHT);
  }

  boolean isDone(RequestId req) {
    return table.isRequest(req, Request.State.DONE);
  }
}
