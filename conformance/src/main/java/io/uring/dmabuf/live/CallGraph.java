package io.uring.dmabuf.live;

import io.uring.dmabuf.live.CallEdge.OfRequest;
import io.uring.dmabuf.live.CallEdge.OfTag;
import io.uring.dmabuf.live.CallEdge.Posted;
import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.TransitionObserver;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.control.Option;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Map;
import tlc2.tool.Action;
import tlc2.tool.TLCState;
import tlc2.value.impl.Applicable;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;
import util.UniqueString;

/**
 * The state graph of a model of the buffer table as TLC explores it, made coarse: what begins when
 * nobody holds {@code uring_lock} is followed step by step until nobody holds it again. A request
 * that has ended is completed at once; what happens in the middle of another call (an interrupt, a
 * completion consumed) is below this granularity and not followed.
 */
final class CallGraph implements TransitionObserver {
  private static final Set<String> BETWEEN_CALLS = HashSet.of("Done", "ReapCqe");

  /**
   * What must be known about a state.
   *
   * @param at how far the call has come; "none" if there is none
   * @param request the request that the call is about, or 0
   * @param requests the requests in their order
   * @param tags how often each tag was posted, in the order of the tags
   */
  private record State(String at, int request, List<Request> requests, List<Integer> tags) {
    boolean isIdle() {
      return at.equals("none");
    }

    /** What is posted on the way to a state: completions of requests, and tags. */
    List<Posted> postedUpTo(State to) {
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

  private record Request(String result, int cqes) {}

  private record Step(ActionLabel label, int to) {}

  private final Long2IntOpenHashMap indices = new Long2IntOpenHashMap();
  private final java.util.List<State> states = new ArrayList<>();
  private final java.util.List<java.util.List<Step>> steps = new ArrayList<>();
  private final Map<Action, ActionLabel> labels = new IdentityHashMap<>();
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
    steps.get(index(from)).add(new Step(label, index(to)));
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

  private static State facts(TLCState state) {
    Value call = variable(state, "call");
    return new State(
        text(call, "at"),
        number(call, "req"),
        elements(variable(state, "reqs"))
            .map(request -> new Request(text(request, "res"), number(request, "cqes"))),
        elements(variable(state, "tags")).map(count -> ((IntValue) count).val));
  }

  private static Value variable(TLCState state, String name) {
    return (Value) state.lookup(UniqueString.uniqueStringOf(name));
  }

  /** The elements of a sequence, or of a function on 1 to n. */
  private static List<Value> elements(Value function) {
    return List.of(((TupleValue) function.toTuple()).elems);
  }

  private static Value field(Value record, String name) {
    return ((Applicable) record).select(new StringValue(name));
  }

  private static String text(Value record, String name) {
    return ((StringValue) field(record, name)).val.toString();
  }

  private static int number(Value record, String name) {
    return ((IntValue) field(record, name)).val;
  }

  @Override
  public void finish() {}

  @Override
  public Option<Failure> failure() {
    return Option.none();
  }

  @Override
  public long transitionsReplayed() {
    return 0;
  }

  @Override
  public long divergences() {
    return 0;
  }

  /** The index of the initial state. */
  int initial() {
    return initial;
  }

  /** The number of states, those within calls included. */
  int size() {
    return states.size();
  }

  /** The edges that leave a state in which no call is in progress. */
  List<CallEdge> edges(int from) {
    java.util.List<CallEdge> found = new ArrayList<>();
    for (Step step : steps.get(from)) {
      switch (step.label().action()) {
        case "StartTaskWork" -> {}
        case "Done" -> completion(step, found);
        default -> {
          State next = states.get(step.to());
          Walk begun = Walk.of(step.label(), next.request());
          follow(begun.with(states.get(from), step.label(), next), step.to(), found);
        }
      }
    }
    return List.ofAll(found);
  }

  /** The request's end, and its task work at once. */
  private void completion(Step done, java.util.List<CallEdge> found) {
    Object request = done.label().args().head();
    for (Step next : steps.get(done.to())) {
      if (next.label().equals(new ActionLabel("StartTaskWork", List.of(request)))) {
        follow(Walk.of(done.label(), (int) request), next.to(), found);
      }
    }
  }

  /** How far a call was followed. */
  private record Walk(
      ActionLabel start,
      int request,
      Option<String> imported,
      List<Posted> posted,
      Option<String> failing) {

    static Walk of(ActionLabel start, int request) {
      return new Walk(start, request, Option.none(), List.empty(), Option.none());
    }

    Walk with(State from, ActionLabel step, State to) {
      Option<String> answer =
          step.action().equals("CheckImport") ? Option.some((String) step.args().head()) : imported;
      Option<String> broken = step.action().equals("Fail") ? Option.some(from.at()) : failing;
      return new Walk(start, request, answer, posted.appendAll(from.postedUpTo(to)), broken);
    }

    CallEdge edge(int to) {
      return new CallEdge(start, imported, request, posted, failing, to);
    }
  }

  private void follow(Walk walk, int at, java.util.List<CallEdge> found) {
    if (states.get(at).isIdle()) {
      found.add(walk.edge(at));
      return;
    }
    for (Step step : steps.get(at)) {
      if (!BETWEEN_CALLS.contains(step.label().action())) {
        follow(walk.with(states.get(at), step.label(), states.get(step.to())), step.to(), found);
      }
    }
  }
}
