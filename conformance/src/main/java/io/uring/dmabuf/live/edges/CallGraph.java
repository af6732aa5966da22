package io.uring.dmabuf.live.edges;

import static java.util.Objects.requireNonNull;

import io.uring.dmabuf.live.edges.CallEdge.Issued;
import io.uring.dmabuf.live.edges.CallEdge.Linked;
import io.uring.dmabuf.live.edges.CallEdge.OfRequest;
import io.uring.dmabuf.live.edges.CallEdge.OfTag;
import io.uring.dmabuf.live.edges.CallEdge.Posted;
import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.run.TransitionObserver;
import io.uring.dmabuf.uring.Op;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.HashMap;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.control.Option;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;
import tlc2.tool.Action;
import tlc2.tool.TLCState;
import tlc2.value.impl.Applicable;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;
import util.UniqueString;

/**
 * The state graph of a model of the buffer table as TLC explores it, made coarse: what begins when
 * nobody holds {@code uring_lock} is followed step by step until nobody holds it again and nothing
 * is left to task work or to a worker thread that has begun. A request that has ended is completed
 * at once; what happens in the middle of another call (an interrupt, a completion consumed, a
 * worker thread that begins, a step of another ring) is below this granularity and not followed.
 */
final class CallGraph implements TransitionObserver.Looking {
  private static final Set<String> BETWEEN_CALLS =
      HashSet.of(
          "PartEnds",
          "ReapCqe",
          "WorkerImport",
          "WorkerIssueOrdinary",
          "WorkerDispatched",
          "WorkerReturns",
          "WorkerFindsNoFile");

  /** The actions whose first argument, after the ring, is a request. */
  private static final Set<String> ABOUT_REQUESTS =
      HashSet.of(
          "PartEnds",
          "ReapCqe",
          "WorkerLookup",
          "WorkerFindsNoFile",
          "CancelQueued",
          "CancelInFlight",
          CallEdge.NOT_FOUND);

  /** The actions by which a call comes to an entry after the first. */
  private static final Set<String> OF_ENTRIES = HashSet.of("NextEntry", "EntryRefused");

  /** What a call, an end or a worker leaves to others, who do it at once. */
  private static final Set<String> LEFT_OVER =
      HashSet.of(
          "StartTaskWork",
          "IssueLinked",
          "WorkerImport",
          "WorkerIssueOrdinary",
          "WorkerDispatched",
          "WorkerReturns",
          "StartFreeing",
          "FreeRing");

  /** Where a request is that task work, or a worker that has begun with it, goes on with. */
  private static final Set<String> AT_WORK =
      HashSet.of("task", "next", "import", "issue", "asleep", "issued");

  /**
   * What must be known about a ring in a state.
   *
   * @param at how far the call has come; "none" if there is none
   * @param request the request that the call is about, or 0
   * @param returns what the call will return as it stands, if it has entries; otherwise empty
   * @param requests the requests in their order
   * @param atWork whether a worker has a request, or task work has a linked one to issue
   * @param tags how often each tag was posted, in the order of the tags
   * @param isDying whether its exit work has not come to its end
   */
  private record Ring(
      String at,
      int request,
      String returns,
      List<Request> requests,
      boolean atWork,
      List<Integer> tags,
      boolean isDying) {
    boolean isIdle() {
      return at.equals("none");
    }

    /** Whether nothing is left to task work, or to a worker that has begun. */
    boolean isQuiet() {
      return isIdle()
          && !atWork
          && !isDying
          && requests.forAll(
              request -> !request.stage().equals("done") && !request.stage().equals("unheld"));
    }

    /** The request that is submitted on the way to a state. */
    Option<Integer> submittedUpTo(Ring to) {
      return requests
          .zip(to.requests)
          .zipWithIndex()
          .find(pair -> pair._1._1.stage().equals("free") && pair._1._2.stage().equals("issuing"))
          .map(pair -> pair._2 + 1);
    }

    /** What is posted on the way to a state: completions of requests, and tags. */
    List<Posted> postedUpTo(Ring to) {
      List<Posted> posted = List.empty();
      for (int i = 0; i < requests.size(); i++) {
        int more = to.requests.get(i).cqes() - requests.get(i).cqes();
        OfRequest completion = new OfRequest(i + 1, to.requests.get(i).result());
        posted = posted.appendAll(List.fill(Math.max(0, more), completion));
      }
      for (int i = 0; i < to.tags.size(); i++) {
        int more = to.tags.get(i) - (i < tags.size() ? tags.get(i) : 0);
        posted = posted.appendAll(List.fill(Math.max(0, more), new OfTag(i + 1)));
      }
      return posted;
    }
  }

  private record Request(String stage, boolean bound, String result, int cqes) {}

  /**
   * A step of one ring.
   *
   * @param ring its number, from 1
   * @param label the action, with its arguments after the ring
   * @param to the state that it leads to
   */
  private record Step(int ring, ActionLabel label, int to) {}

  private final Long2IntOpenHashMap indices = new Long2IntOpenHashMap();
  private final java.util.List<List<Ring>> states = new ArrayList<>();
  private final java.util.List<java.util.List<Step>> steps = new ArrayList<>();
  private final java.util.Map<Action, ActionLabel> labels = new IdentityHashMap<>();
  private int initial = -1;

  CallGraph() {
    indices.defaultReturnValue(-1);
  }

  @Override
  public synchronized void initial(TLCState state) {
    initial = index(state);
  }

  @Override
  public synchronized void transition(TLCState from, TLCState to, boolean isNew, Action action) {
    ActionLabel label =
        labels.computeIfAbsent(
            action,
            each ->
                ActionLabel.of(each).getOrElseThrow(reason -> new IllegalStateException(reason)));
    steps
        .get(index(from))
        .add(
            new Step(
                (int) label.args().head(),
                new ActionLabel(label.action(), label.args().tail()),
                index(to)));
  }

  private int index(TLCState state) {
    long print = state.fingerPrint();
    int known = indices.get(print);
    if (known >= 0) {
      return known;
    }
    indices.put(print, states.size());
    states.add(facts(state));
    steps.add(new ArrayList<>());
    return states.size() - 1;
  }

  private static List<Ring> facts(TLCState state) {
    List<Value> calls = elements(variable(state, "call"));
    List<Value> requests = elements(variable(state, "reqs"));
    List<Value> queued = elements(variable(state, "queued"));
    List<Value> tags = elements(variable(state, "tags"));
    List<Value> rings = elements(variable(state, "ring"));
    return List.range(0, calls.size())
        .map(ring ->
            new Ring(
                text(calls.get(ring), "at"),
                carried(calls.get(ring)),
                returns(calls.get(ring)),
                elements(requests.get(ring))
                    .map(request ->
                        new Request(
                            text(request, "st"),
                            number(request, "node") != 0,
                            text(request, "res"),
                            number(request, "cqes"))),
                isAtWork(queued.get(ring)),
                elements(tags.get(ring)).map(count -> ((IntValue) count).val),
                ((StringValue) rings.get(ring)).val.toString().equals("dying")));
  }

  /** The request that a call carries on, or 0: only calls on requests have the field. */
  private static int carried(Value call) {
    return field(call, "req") instanceof IntValue request ? request.val : 0;
  }

  /** An update returns what is done, a registration 0: if there is no errno. */
  private static String returns(Value call) {
    if (!(field(call, "done") instanceof IntValue done)) {
      return "";
    }
    String err = text(call, "err");
    String success = text(call, "who").equals("update") ? String.valueOf(done.val) : "0";
    return err.equals("none") ? success : "-" + err;
  }

  private static boolean isAtWork(Value queued) {
    return List.of(((FcnRcdValue) queued.toFcnRcd()).values)
        .exists(request -> AT_WORK.contains(text(request, "how")));
  }

  private static Value variable(TLCState state, String name) {
    return (Value) state.lookup(UniqueString.uniqueStringOf(name));
  }

  /** The elements of a sequence, or of a function on 1 to n. */
  private static List<Value> elements(Value function) {
    return List.of(((TupleValue) function.toTuple()).elems);
  }

  private static @Nullable Value field(Value record, String name) {
    return ((Applicable) record).select(new StringValue(name));
  }

  private static String text(Value record, String name) {
    return ((StringValue) requireNonNull(field(record, name), name)).val.toString();
  }

  private static int number(Value record, String name) {
    return ((IntValue) requireNonNull(field(record, name), name)).val;
  }

  /** The index of the initial state. */
  int initial() {
    return initial;
  }

  /** The number of states, those within calls included. */
  int size() {
    return states.size();
  }

  /** Whether a request of a ring has a buffer. */
  boolean isInUse(int state, int ring) {
    return at(state, ring).requests().exists(Request::bound);
  }

  private Ring at(int state, int ring) {
    return states.get(state).get(ring - 1);
  }

  /** The edges that leave a quiet state. */
  List<CallEdge> edges(int from) {
    java.util.List<CallEdge> found = new ArrayList<>();
    for (Step step : steps.get(from)) {
      Ring before = at(from, step.ring());
      Ring next = at(step.to(), step.ring());
      Walk begun = Walk.of(step, about(step.label(), before, next));
      follow(begun.with(before, step.label(), next), step.to(), found);
    }
    return List.ofAll(found).distinct();
  }

  /** The request that an edge is about: of the call, named by the action, or just submitted. */
  private static int about(ActionLabel start, Ring before, Ring next) {
    if (next.request() != 0) {
      return next.request();
    }
    return ABOUT_REQUESTS.contains(start.action())
        ? (int) start.args().head()
        : before.submittedUpTo(next).getOrElse(0);
  }

  /** How far a call was followed. */
  private record Walk(
      int ring,
      ActionLabel start,
      int request,
      List<ActionLabel> entries,
      List<Linked> linked,
      Map<Integer, Issued> issued,
      boolean cutShort,
      List<Posted> posted,
      String returned,
      Option<String> failing) {

    static Walk of(Step start, int request) {
      return new Walk(
          start.ring(),
          start.label(),
          request,
          List.empty(),
          List.empty(),
          HashMap.empty(),
          false,
          List.empty(),
          "",
          Option.none());
    }

    Walk with(Ring from, ActionLabel step, Ring to) {
      boolean fails = step.action().equals("Fail");
      return new Walk(
          ring,
          start,
          request,
          OF_ENTRIES.contains(step.action()) ? entries.append(step) : entries,
          linked.appendAll(linkedBy(step, from, to)),
          issuedBy(step, from).fold(() -> issued, issued::put),
          cutShort || cuts(step, from),
          posted.appendAll(from.postedUpTo(to)),
          step.action().equals("Return") ? from.returns() : returned,
          fails ? Option.some(from.at()) : failing);
    }

    private static Option<Linked> linkedBy(ActionLabel step, Ring from, Ring to) {
      return step.action().equals("PrepareLinked")
          ? from.submittedUpTo(to)
              .map(req ->
                  new Linked(
                      req,
                      (int) step.args().get(1),
                      Op.valueOf((String) step.args().get(2)),
                      step.args().get(6).equals("hardlink")))
          : Option.none();
    }

    private Option<Tuple2<Integer, Issued>> issuedBy(ActionLabel step, Ring from) {
      List<Object> args = step.args();
      return switch (step.action()) {
        case "StartSubmit" -> noFile(request, (boolean) args.get(6));
        case "IssueLinked" -> noFile((int) args.head(), (boolean) args.get(1));
        case "WorkerFindsNoFile" -> noFile((int) args.head(), false);
        case "CheckImport" ->
            Option.some(Tuple.of(from.request(), Issued.ofImport((String) args.head())));
        case "WorkerImport" ->
            Option.some(Tuple.of((int) args.head(), Issued.ofImport((String) args.get(1))));
        default -> Option.none();
      };
    }

    private static Option<Tuple2<Integer, Issued>> noFile(int request, boolean gotFile) {
      return Option.when(!gotFile, () -> Tuple.of(request, Issued.NO_FILE));
    }

    private boolean cuts(ActionLabel step, Ring from) {
      return step.action().equals("LinkSettled")
          && from.request() == request
          && !((Boolean) step.args().get(1));
    }

    CallEdge edge(int to) {
      return new CallEdge(
          ring, start, request, entries, linked, issued, cutShort, posted, returned, failing, to);
    }
  }

  private void follow(Walk walk, int at, java.util.List<CallEdge> found) {
    Ring state = at(at, walk.ring());
    if (state.isQuiet()) {
      found.add(walk.edge(at));
      return;
    }
    boolean stops = true;
    for (Step step : steps.get(at)) {
      String action = step.label().action();
      boolean goesOn =
          step.ring() == walk.ring()
              && (state.isIdle() ? LEFT_OVER.contains(action) : !BETWEEN_CALLS.contains(action));
      if (goesOn) {
        stops = false;
        Ring next = at(step.to(), walk.ring());
        follow(walk.with(state, step.label(), next), step.to(), found);
      }
    }
    if (stops) {
      throw new IllegalStateException(walk.start() + ": the call does not end: " + state);
    }
  }
}
