package io.uring.dmabuf.live.edges;

import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.collection.TreeSet;

/**
 * The requests of one ring that the only worker thread has to do with. It takes them in the order
 * in which they came, and a request that it has issued comes to it again when it need not wait any
 * longer: behind all others.
 *
 * @param listed those that it has not begun, the oldest first
 * @param async all live ones that were given to it
 */
record WorkerList(List<Integer> listed, Set<Integer> async) {
  static final WorkerList EMPTY = new WorkerList(List.empty(), TreeSet.empty());

  /** Whether one thread can do it: no request is taken, or ended, before an older one. */
  boolean allows(CallEdge edge) {
    return switch (edge.start().action()) {
      case "WorkerLookup", "WorkerFindsNoFile" -> listed.headOption().contains(edge.request());
      case "PartEnds" -> listed.isEmpty() || !async.contains(edge.request()) || !edge.succeeds();
      default -> true;
    };
  }

  /** The list after an edge. */
  WorkerList after(CallEdge edge) {
    Set<Integer> live = async.reject(edge::completes);
    return switch (edge.start().action()) {
      case "StartAsync" -> new WorkerList(listed.append(edge.request()), live.add(edge.request()));
      case "WorkerLookup", "WorkerFindsNoFile", "CancelQueued" ->
          new WorkerList(listed.remove(edge.request()), live);
      default -> new WorkerList(listed, live);
    };
  }
}
