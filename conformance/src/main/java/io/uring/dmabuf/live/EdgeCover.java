package io.uring.dmabuf.live;

import static java.util.Objects.requireNonNull;

import io.uring.dmabuf.live.CallEdge.OfRequest;
import io.uring.dmabuf.live.CallEdge.OfTag;
import io.uring.dmabuf.live.CallEdge.Posted;
import io.uring.dmabuf.live.Entry.Kind;
import io.uring.dmabuf.live.Operation.AtOnce;
import io.uring.dmabuf.live.Operation.Ending;
import io.uring.dmabuf.live.Operation.Finish;
import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.live.Operation.Link;
import io.uring.dmabuf.live.Operation.OfRing;
import io.uring.dmabuf.live.Operation.OnPipe;
import io.uring.dmabuf.live.Operation.RegisterSparse;
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.live.Operation.Unregister;
import io.uring.dmabuf.live.Operation.Update;
import io.uring.dmabuf.live.Operation.UpdateRaw;
import io.uring.dmabuf.uring.CompletionQueue;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.collection.List;
import io.vavr.collection.SortedMap;
import io.vavr.collection.TreeMap;
import io.vavr.control.Option;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Every edge of a {@link CallGraph}, driven on the running kernel: in tours that begin with a fresh
 * ring, go to a state that still has edges to drive by a shortest path, and then from edge to edge.
 * What the kernel answers is compared with what the specification says, directly.
 *
 * <p>An ordinary buffer stands for a dma-buf. A request whose device fails is cancelled: both are
 * an error that comes after the issue. What the import of a range refuses with is asked for by a
 * range, a file or a descriptor that gives the same errno while the request holds its node.
 */
final class EdgeCover {
  private static final long UINT_MAX = 0xFFFF_FFFFL;

  private final CallGraph graph;
  private final int slots;
  private final Supplier<KernelRing> rings;
  private final Map<Integer, java.util.List<CallEdge>> open = new HashMap<>();
  private final Map<Integer, Way> ways = new HashMap<>();
  private SortedMap<UpdateStage, Integer> excluded = TreeMap.empty();
  private int edges;
  private int driven;
  private int consumed;
  private int dmabufs;
  private int closings;
  private int behindWorker;
  private int tours;
  private long calls;
  private long tags;
  private Option<String> mismatch = Option.none();

  /** How a state is reached for the first time: from where, by which edge. */
  private record Way(int from, CallEdge edge) {}

  /**
   * A cover that has driven nothing yet.
   *
   * @param slots the number of slots in the model
   * @param rings makes a fresh ring
   */
  EdgeCover(CallGraph graph, int slots, Supplier<KernelRing> rings) {
    this.graph = graph;
    this.slots = slots;
    this.rings = rings;
  }

  /** Drives everything, or up to the first mismatch. */
  EdgeReport drive() {
    List<Integer> states = explore();
    for (int state : states) {
      while (mismatch.isEmpty() && !left(state).isEmpty()) {
        tour(state);
      }
    }
    return new EdgeReport(
        edges,
        driven,
        consumed,
        dmabufs,
        closings,
        excluded,
        behindWorker,
        tours,
        calls,
        tags,
        mismatch);
  }

  /** The states that calls lead to, breadth first, each with its edges and the way to it. */
  private List<Integer> explore() {
    java.util.List<Integer> order = new ArrayList<>();
    ArrayDeque<Integer> queue = new ArrayDeque<>(java.util.List.of(graph.initial()));
    java.util.Set<Integer> seen = new java.util.HashSet<>(queue);
    while (!queue.isEmpty()) {
      int state = queue.remove();
      order.add(state);
      List<CallEdge> leaving = graph.edges(state);
      edges += leaving.size();
      leaving
          .flatMap(CallEdge::failing)
          .flatMap(UpdateStage::ofLabel)
          .forEach(step -> excluded = excluded.put(step, 1, Integer::sum));
      List<CallEdge> possible = leaving.filter(edge -> edge.failing().isEmpty());
      open.put(state, new ArrayList<>(possible.asJava()));
      for (CallEdge edge : possible) {
        if (seen.add(edge.to())) {
          ways.put(edge.to(), new Way(state, edge));
          queue.add(edge.to());
        }
      }
    }
    return List.ofAll(order);
  }

  private List<CallEdge> wayTo(int state) {
    List<CallEdge> way = List.empty();
    for (Way last = ways.get(state); last != null; last = ways.get(last.from())) {
      way = way.prepend(last.edge());
    }
    return way;
  }

  /** The edges of a state that were not driven yet. */
  private java.util.List<CallEdge> left(int state) {
    return open.computeIfAbsent(state, unknown -> new ArrayList<>());
  }

  private void tour(int state) {
    tours++;
    try (Driver driver = new Driver(rings.get())) {
      int at = graph.initial();
      for (CallEdge edge : wayTo(state)) {
        if (!driver.canDrive(edge)) {
          behindWorker += left(state).size();
          left(state).clear();
          return;
        }
        drive(driver, at, edge);
        at = edge.to();
      }
      boolean first = true;
      while (mismatch.isEmpty() && !left(at).isEmpty()) {
        CallEdge edge = left(at).getLast();
        if (!driver.canDrive(edge)) {
          if (first) {
            left(at).remove(edge);
            behindWorker++;
          }
          return;
        }
        first = false;
        drive(driver, at, edge);
        at = edge.to();
      }
    }
  }

  private void drive(Driver driver, int at, CallEdge edge) {
    if (mismatch.isDefined()) {
      return;
    }
    boolean first = left(at).remove(edge);
    driven += first ? 1 : 0;
    consumed += first && edge.consumes() ? 1 : 0;
    dmabufs += first && edge.registersDmabuf() ? 1 : 0;
    closings += first && edge.start().action().equals("CloseRing") ? 1 : 0;
    driver.drive(edge);
  }

  /** One ring, and which of its requests is which of the specification's. */
  private final class Driver implements AutoCloseable {
    private final KernelRing ring;
    private final Map<Integer, Integer> numbers = new HashMap<>();
    private final Map<Integer, Lane> lanes = new HashMap<>();
    private final java.util.List<String> done = new ArrayList<>();
    private final java.util.Set<Integer> async = new java.util.HashSet<>();
    private final java.util.Set<Integer> forWorker = new java.util.HashSet<>();
    private boolean held;
    private boolean closed;

    Driver(KernelRing ring) {
      this.ring = ring;
    }

    /**
     * The only worker thread takes its requests in their order, those that it has issued and that
     * go on among them: none is taken before another one.
     */
    boolean canDrive(CallEdge edge) {
      return switch (edge.start().action()) {
        case "WorkerLookup" -> forWorker.equals(java.util.Set.of(edge.request()));
        case "Done" -> forWorker.isEmpty() || !async.contains(edge.request());
        default -> true;
      };
    }

    /** The worker thread is busy exactly while a request waits for it. */
    private void prepareWorker(CallEdge edge) {
      String action = edge.start().action();
      if (action.equals("StartAsync") && !held) {
        ring.apply(new Operation.Hold());
        held = true;
      }
      if (held && forWorker.isEmpty() && !action.equals("StartAsync")) {
        ring.apply(new Operation.Release());
        held = false;
      }
    }

    private void follow(CallEdge edge) {
      switch (edge.start().action()) {
        case "StartAsync" -> {
          forWorker.add(edge.request());
          async.add(edge.request());
        }
        case "StartSubmit" -> {
          async.remove(edge.request());
          edge.linked().forEach(tail -> async.remove(tail.request()));
        }
        case "WorkerLookup" -> {
          forWorker.remove(edge.request());
          held = false;
        }
        case "CancelQueued" -> forWorker.remove(edge.request());
        default -> {}
      }
    }

    void drive(CallEdge edge) {
      if (edge.consumes()) {
        return;
      }
      prepareWorker(edge);
      if (edge.start().action().equals("CloseRing")) {
        close();
        return;
      }
      OfRing operation = operation(edge);
      if (operation instanceof Submit || operation instanceof Link) {
        int number = ring.nextRequest();
        numbers.put(number, edge.request());
        edge.linked().forEach(tail -> numbers.put(ring.requestAfter(number), tail.request()));
      }
      follow(edge);
      Answer answer = ring.apply(operation);
      calls++;
      tags += answer.tags();
      done.add(operation.text());
      String expected = expected(edge, operation);
      String answered = text(answer);
      if (!expected.equals(answered)) {
        mismatch =
            Option.some(
                "after %s:%n  %s%n  specification: %s%n  kernel: %s"
                    .formatted(String.join("; ", done), edge.start(), expected, answered));
      }
    }

    private OfRing operation(CallEdge edge) {
      List<Object> args = edge.start().args();
      return switch (edge.start().action()) {
        case "RegisterSparse" -> new RegisterSparse(slots);
        case "UpdateRefused" -> refused((String) args.head());
        case "StartUpdate" -> {
          Kind kind = args.get(1).equals("empty") ? Kind.EMPTY : Kind.BUFFER;
          boolean tagged = (Boolean) args.get(4);
          yield new Update((Integer) args.head(), List.of(new Entry(kind, 0, tagged)));
        }
        case "StartUnregister" -> new Unregister();
        case "StartSubmit" -> {
          Submit head = submit(edge, Op.valueOf((String) args.get(1)));
          yield edge.linked().isEmpty()
              ? head
              : new Link(head, tail(edge.linked().get(), head.op()));
        }
        case "StartAsync" -> {
          Op op = Op.valueOf((String) args.get(1));
          yield new Submit(
              op,
              (Integer) args.head(),
              new OnPipe(laneOf(edge.request(), op).pipe()),
              Span.FIRST_BYTE,
              false,
              true);
        }
        case "WorkerLookup" -> new Operation.Release();
        case "CancelQueued", "CancelInFlight" ->
            new Finish(requireNonNull(lanes.get(edge.request())), Ending.CANCEL);
        case "Done" -> new Finish(requireNonNull(lanes.get(edge.request())), ending(edge));
        default -> throw new IllegalStateException("no call begins with " + edge.start());
      };
    }

    /** A success that ends a chain has moved less than was asked for. */
    private static Ending ending(CallEdge edge) {
      if (!edge.start().args().get(1).equals("ok")) {
        return Ending.CANCEL;
      }
      return edge.cutShort() ? Ending.END_OF_FILE : Ending.DATA;
    }

    private Lane laneOf(int request, Op op) {
      Lane lane = new Lane(op, request - 1);
      lanes.put(request, lane);
      return lane;
    }

    private Submit tail(CallEdge.Linked tail, Op op) {
      int pipe = laneOf(tail.request(), op).pipe();
      return new Submit(op, tail.slot(), new OnPipe(pipe), Span.FIRST_BYTE);
    }

    private Submit submit(CallEdge edge, Op op) {
      int slot = (Integer) edge.start().args().head();
      boolean gotFile = (Boolean) edge.start().args().get(4);
      if (!gotFile) {
        return new Submit(op, slot, AtOnce.CLOSED, Span.FIRST_BYTE);
      }
      return switch (edge.imported().getOrElse("none")) {
        case "EFAULT" -> new Submit(op, slot, AtOnce.FILE, Span.ONE_TOO_MANY);
        case "EBADF" -> new Submit(op, slot, AtOnce.WRONG_END, Span.FIRST_BYTE);
        case "EINVAL" -> new Submit(op, slot, AtOnce.EVENTFD, Span.FIRST_BYTE);
        default -> {
          int pipe = laneOf(edge.request(), op).pipe();
          yield new Submit(op, slot, new OnPipe(pipe), Span.FIRST_BYTE);
        }
      };
    }

    private OfRing refused(String errno) {
      return switch (errno) {
        case "EOVERFLOW" -> new UpdateRaw(UINT_MAX, 1, 0, true);
        case "EINVAL" -> new UpdateRaw(slots, 1, 0, true);
        case "EFAULT" -> new UpdateRaw(0, 1, 0, false);
        default -> new UpdateRaw(0, 1, 0, true);
      };
    }

    private String expected(CallEdge edge, Operation operation) {
      String result =
          switch (operation) {
            case UpdateRaw raw -> "-" + edge.start().args().head();
            case Update update -> "1";
            case Submit submit -> "1";
            case Link link -> "2";
            default -> "0";
          };
      return edge.posted().map(Driver::text).prepend(result).mkString(", ");
    }

    private static String text(Posted posted) {
      return switch (posted) {
        case OfTag(int tag) -> "tag " + tag;
        case OfRequest(int request, String result) ->
            "request "
                + request
                + " "
                + switch (result) {
                  case "ok" -> "ok";
                  case "EIO" -> "-ECANCELED";
                  default -> "-" + result;
                };
      };
    }

    private String text(Answer answer) {
      return answer
          .completions()
          .map(this::text)
          .prepend(Errno.text(answer.result()))
          .mkString(", ");
    }

    private String text(Cqe cqe) {
      if (Answer.isTag(cqe)) {
        return "tag " + CompletionQueue.numberOfTag(cqe.userData());
      }
      return "request "
          + numbers.get((int) cqe.userData())
          + " "
          + (cqe.res() >= 0 ? "ok" : Errno.text(cqe.res()));
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        ring.close();
      }
    }
  }
}
