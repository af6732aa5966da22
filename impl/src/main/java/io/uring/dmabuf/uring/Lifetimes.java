package io.uring.dmabuf.uring;

import io.uring.dmabuf.dma.Event;
import io.uring.dmabuf.id.ImuId;
import io.uring.dmabuf.id.NodeId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.step.NoArgs;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.Call.Update;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Function;

/** What the steps of a ring tell of the nodes, imus and requests that they act on. */
final class Lifetimes {
  private Lifetimes() {}

  /** Of one node. */
  static List<Event> ofNode(RingContext before, NodeId node, RingContext after) {
    return Event.lifetime(node, before.nodes(), after.nodes(), Node::refs);
  }

  /** Of one imu. */
  static List<Event> ofImu(RingContext before, ImuId imu, RingContext after) {
    return Event.lifetime(imu, before.imus(), after.imus(), Imu::refs);
  }

  /** Of the node that an update has, or has just made, and of its imu. */
  static List<Event> ofUpdate(RingContext before, NoArgs none, RingContext after) {
    Option<NodeId> node = nodeOfUpdate(after).orElse(() -> nodeOfUpdate(before));
    return node.fold(List::empty, id -> ofNodeAndImu(before, id, after));
  }

  private static Option<NodeId> nodeOfUpdate(RingContext s) {
    return s.call() instanceof Update update ? update.node() : Option.none();
  }

  /** Of the node that the call in progress is dropping, and of its imu. */
  static List<Event> ofDrop(RingContext before, NoArgs none, RingContext after) {
    return before
        .call()
        .drop()
        .map(Drop::node)
        .fold(List::empty, id -> ofNodeAndImu(before, id, after));
  }

  private static List<Event> ofNodeAndImu(RingContext before, NodeId node, RingContext after) {
    Option<ImuId> imu = imuOf(after, node).orElse(() -> imuOf(before, node));
    return ofNode(before, node, after)
        .appendAll(imu.fold(List::empty, id -> ofImu(before, id, after)));
  }

  private static Option<ImuId> imuOf(RingContext s, NodeId node) {
    return s.nodes().get(node).flatMap(Node::imu);
  }

  /** Of the nodes that a new table names, and of their imus. */
  static List<Event> ofTable(RingContext before, SlotTable fresh, RingContext after) {
    List<NodeId> named = fresh.nodes().flatMap(node -> node).toList();
    return named
        .distinct()
        .flatMap(node -> ofNode(before, node, after))
        .appendAll(
            named
                .flatMap(node -> imuOf(after, node))
                .distinct()
                .flatMap(imu -> ofImu(before, imu, after)));
  }

  /** Of the node that a request borrows, or gives back. */
  static List<Event> ofBorrowed(RingContext before, RequestId req, RingContext after) {
    return nodeOf(after, req)
        .orElse(() -> nodeOf(before, req))
        .fold(List::empty, node -> ofNode(before, node, after));
  }

  /** The same of the request of the call in progress. */
  static List<Event> ofBorrowedInCall(RingContext before, NoArgs none, RingContext after) {
    return before.requestOfCall().fold(List::empty, req -> ofBorrowed(before, req, after));
  }

  private static Option<NodeId> nodeOf(RingContext s, RequestId req) {
    return s.requests().get(req).flatMap(Request::node);
  }

  /** That the request of the call in progress has come to another state. */
  static List<Event> ofCarried(RingContext before, NoArgs none, RingContext after) {
    return before.requestOfCall().fold(List::empty, req -> ofRequest(before, req, after));
  }

  /** That a request has come to another state; what frees it is told as the end of its CQE. */
  static List<Event> ofRequest(RingContext before, RequestId req, RingContext after) {
    Option<Request.State> now = stateOf(after, req);
    return stateOf(before, req).equals(now)
        ? List.empty()
        : now.map(state -> come(req, state)).toList();
  }

  /** A request is in flight from its first part on. */
  private static Option<Request.State> stateOf(RingContext s, RequestId req) {
    return s.requests()
        .get(req)
        .map(request ->
            request.state() == Request.State.ISSUING && request.parts().handedOn() > 0
                ? Request.State.IN_FLIGHT
                : request.state());
  }

  /**
   * What the submission of one more request tells that is issued later: that it has begun, and, if
   * it binds already, which node it borrows.
   */
  static Step.Making<RingContext, Submitted> ofSubmitted(
      Step.Making<RingContext, Submitted> making) {
    return ofSubmitted(making, Submitted::req);
  }

  /** The same of a step with other arguments, which name the request. */
  static <A> Step.Making<RingContext, A> ofSubmitted(
      Step.Making<RingContext, A> making, Function<A, RequestId> req) {
    return making
        .tells(
            Event.RequestBound.class,
            (before, args, after) -> SubmitSteps.bound(before, req.apply(args), after))
        .tells(
            Event.RequestState.class,
            (before, args, after) -> ofRequest(before, req.apply(args), after))
        .tells(
            Event.Lifetime.class,
            (before, args, after) -> ofBorrowed(before, req.apply(args), after));
  }

  private static Event come(RequestId req, Request.State state) {
    return switch (state) {
      case ISSUING -> new Event.RequestBegun(req);
      case IN_FLIGHT -> new Event.RequestInFlight(req);
      case DONE -> new Event.RequestEnded(req);
      case POSTED -> new Event.RequestLeft(req);
      case UNHELD -> new Event.RequestUnheld(req);
      case COMPLETE -> new Event.RequestCompleted(req);
    };
  }
}
