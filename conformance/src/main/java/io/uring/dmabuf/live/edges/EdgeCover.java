package io.uring.dmabuf.live.edges;

import io.uring.dmabuf.live.Alternative.Question;
import io.uring.dmabuf.live.KernelRing;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.collection.SortedMap;
import io.vavr.collection.TreeMap;
import io.vavr.control.Option;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Every edge of a {@link CallGraph}, driven on the running kernel: in tours that begin with fresh
 * rings, go to a state that still has edges to drive by a shortest path, and then from edge to
 * edge. A tour is planned to its end before it is driven, so that a request can be submitted with
 * what will make its issue answer as planned.
 */
final class EdgeCover {
  private final CallGraph graph;
  private final int slots;
  private final Set<Question> unknown;
  private final Supplier<KernelRing> rings;

  /** The edges of each state that no tour has driven yet, those that nobody can drive left out. */
  private final Map<Integer, java.util.List<CallEdge>> open = new HashMap<>();

  /** How each situation is reached for the first time, in the order in which they were found. */
  private final Map<Situation, Way> ways = new LinkedHashMap<>();

  private SortedMap<UpdateStage, Integer> excluded = TreeMap.empty();
  private int edges;
  private int driven;
  private int consumed;
  private int dmabufs;
  private int deviceErrors;
  private int closings;
  private int behindWorker;
  private int undecided;
  private int tours;
  private long calls;
  private long tags;
  private Option<String> mismatch = Option.none();

  /** A state of the specification, and what the worker thread has in its list. */
  private record Situation(int state, WorkerList worker) {
    Situation after(CallEdge edge) {
      return new Situation(edge.to(), worker.after(edge));
    }
  }

  /** From which situation, by which edge; none for the first one. */
  private record Way(Option<Situation> from, Option<CallEdge> edge) {}

  /**
   * A part of a tour.
   *
   * @param isNew whether no tour has had this edge of this state before
   */
  private record Leg(Situation from, CallEdge edge, boolean isNew) {}

  /**
   * A cover that has driven nothing yet.
   *
   * @param slots the number of slots in the model
   * @param open what is not known of the kernel: edges that depend on it are left out
   * @param rings makes a fresh ring
   */
  EdgeCover(CallGraph graph, int slots, Set<Question> open, Supplier<KernelRing> rings) {
    this.graph = graph;
    this.slots = slots;
    this.unknown = open;
    this.rings = rings;
  }

  /** Drives everything, or up to the first mismatch. */
  EdgeReport drive() {
    explore();
    for (Situation situation : ways.keySet()) {
      while (mismatch.isEmpty() && next(situation).isDefined()) {
        drive(plan(situation));
      }
    }
    return new EdgeReport(
        edges,
        driven,
        consumed,
        dmabufs,
        deviceErrors,
        closings,
        excluded,
        behindWorker,
        undecided,
        tours,
        calls,
        tags,
        mismatch);
  }

  /** Counts all edges, and finds the situations, breadth first, and what can be driven in each. */
  private void explore() {
    Map<Integer, List<CallEdge>> leaving = leaving();
    Situation initial = new Situation(graph.initial(), WorkerList.EMPTY);
    ArrayDeque<Situation> queue = new ArrayDeque<>(java.util.List.of(initial));
    ways.put(initial, new Way(Option.none(), Option.none()));
    while (!queue.isEmpty()) {
      Situation situation = queue.remove();
      List<CallEdge> all = leaving.getOrDefault(situation.state(), List.empty());
      for (CallEdge edge : all.filter(situation.worker()::allows)) {
        open(situation.state(), edge);
        Situation next = situation.after(edge);
        if (ways.putIfAbsent(next, new Way(Option.some(situation), Option.some(edge))) == null) {
          queue.add(next);
        }
      }
    }
  }

  /** The edges that leave each state without an injected failure, also where only those lead. */
  private Map<Integer, List<CallEdge>> leaving() {
    Map<Integer, List<CallEdge>> leaving = new HashMap<>();
    ArrayDeque<Integer> queue = new ArrayDeque<>(java.util.List.of(graph.initial()));
    while (!queue.isEmpty()) {
      int state = queue.remove();
      if (!leaving.containsKey(state)) {
        List<CallEdge> all = graph.edges(state);
        List<CallEdge> known =
            all.reject(edge ->
                edge.dependsOn(graph.isInUse(state, edge.ring())).exists(unknown::contains));
        undecided += all.size() - known.size();
        edges += all.size();
        known.flatMap(CallEdge::failing).forEach(this::exclude);
        List<CallEdge> possible = known.filter(edge -> edge.failing().isEmpty());
        behindWorker += possible.size();
        leaving.put(state, possible);
        known.forEach(edge -> queue.add(edge.to()));
      }
    }
    return leaving;
  }

  private void exclude(String label) {
    UpdateStage step =
        UpdateStage.ofLabel(label)
            .getOrElseThrow(() -> new IllegalStateException("no step is called " + label));
    excluded = excluded.put(step, 1, Integer::sum);
  }

  /** An edge that is not behind the worker thread in every situation. */
  private void open(int state, CallEdge edge) {
    if (!left(state).contains(edge)) {
      left(state).add(edge);
      behindWorker--;
    }
  }

  private java.util.List<CallEdge> left(int state) {
    return open.computeIfAbsent(state, unknown -> new ArrayList<>());
  }

  /** An edge that no tour has. */
  private Option<CallEdge> next(Situation at) {
    return List.ofAll(left(at.state())).findLast(at.worker()::allows);
  }

  /** A tour that goes to a situation, and on from there as long as it finds something new. */
  private List<Leg> plan(Situation situation) {
    List<Leg> tour = wayTo(situation);
    Situation at = situation;
    for (Option<CallEdge> next = next(at); next.isDefined(); next = next(at)) {
      tour = tour.append(new Leg(at, next.get(), taken(at, next.get())));
      at = at.after(next.get());
    }
    return tour;
  }

  private List<Leg> wayTo(Situation situation) {
    List<Leg> way = List.empty();
    Way last = ways.get(situation);
    while (last != null && last.edge().isDefined()) {
      Situation from = last.from().get();
      way = way.prepend(new Leg(from, last.edge().get(), taken(from, last.edge().get())));
      last = ways.get(last.from().get());
    }
    return way;
  }

  /** Takes an edge off those that no tour has: whether it was there. */
  private boolean taken(Situation from, CallEdge edge) {
    return left(from.state()).remove(edge);
  }

  private void drive(List<Leg> tour) {
    EdgeDriver.Result result = run(tour);
    tours++;
    calls += result.calls();
    tags += result.tags();
    tour.take(result.driven()).filter(Leg::isNew).map(Leg::edge).forEach(this::count);
    mismatch =
        result
            .mismatch()
            .map(found -> run(shortest(tour.get(result.driven() - 1))).mismatch().getOrElse(found));
  }

  private EdgeDriver.Result run(List<Leg> tour) {
    return EdgeDriver.drive(tour.map(Leg::edge), slots, rings);
  }

  private List<Leg> shortest(Leg last) {
    return wayTo(last.from()).append(last);
  }

  private void count(CallEdge edge) {
    driven++;
    consumed += edge.consumes() ? 1 : 0;
    dmabufs += edge.registersDmabuf() ? 1 : 0;
    deviceErrors += edge.failsAtDevice() ? 1 : 0;
    closings += edge.start().action().equals("CloseRing") ? 1 : 0;
  }
}
