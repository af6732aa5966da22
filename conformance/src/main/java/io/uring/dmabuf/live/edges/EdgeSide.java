package io.uring.dmabuf.live.edges;

import static java.util.Objects.requireNonNull;

import io.uring.dmabuf.live.Answer;
import io.uring.dmabuf.live.Entry;
import io.uring.dmabuf.live.Entry.Kind;
import io.uring.dmabuf.live.KernelRing;
import io.uring.dmabuf.live.Operation.AtOnce;
import io.uring.dmabuf.live.Operation.Ending;
import io.uring.dmabuf.live.Operation.Finish;
import io.uring.dmabuf.live.Operation.Hold;
import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.live.Operation.Link;
import io.uring.dmabuf.live.Operation.OfRing;
import io.uring.dmabuf.live.Operation.OnPipe;
import io.uring.dmabuf.live.Operation.Register;
import io.uring.dmabuf.live.Operation.RegisterSparse;
import io.uring.dmabuf.live.Operation.Release;
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.live.Operation.Unregister;
import io.uring.dmabuf.live.Operation.Update;
import io.uring.dmabuf.live.Operation.UpdateRaw;
import io.uring.dmabuf.live.Span;
import io.uring.dmabuf.live.edges.CallEdge.Issued;
import io.uring.dmabuf.live.edges.CallEdge.Linked;
import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.uring.CompletionQueue;
import io.uring.dmabuf.uring.Cqe;
import io.uring.dmabuf.uring.Errno;
import io.uring.dmabuf.uring.Op;
import io.uring.dmabuf.uring.RawClone;
import io.vavr.collection.List;
import java.util.HashMap;
import java.util.Map;

/**
 * One ring of a tour: which call an edge is, and which of the ring's requests is which of the
 * specification's.
 */
final class EdgeSide implements AutoCloseable {
  private static final long UINT_MAX = 0xFFFF_FFFFL;

  /** In the worker thread's list: it waits here, until it is let go. */
  private static final int HOLD = 0;

  private final KernelRing ring;
  private final int slots;
  private final Map<Integer, Integer> numbers = new HashMap<>();
  private final Map<Integer, Lane> lanes = new HashMap<>();

  /** What the worker thread has in its list: requests, each behind a place where it waits. */
  private List<Integer> listed = List.empty();

  private boolean closed;

  /**
   * A ring with which nothing was done.
   *
   * @param ring closed with this side
   * @param slots of its table
   */
  EdgeSide(KernelRing ring, int slots) {
    this.ring = ring;
    this.slots = slots;
  }

  /** The call that the first of the edges is; the others tell what becomes of its requests. */
  OfRing operation(List<CallEdge> rest) {
    CallEdge edge = rest.head();
    List<Object> args = edge.start().args();
    return switch (edge.start().action()) {
      case "RegisterSparse" -> new RegisterSparse(slots);
      case "UpdateRefused" -> refused((String) args.head());
      case "StartUpdate" ->
          new Update(
              (Integer) args.head(),
              entries(edge, entry(args.get(1), args.get(4)), (Integer) args.last()));
      case "StartRegister" -> new Register(entries(edge, entry(args.head(), args.get(1)), slots));
      case "StartUnregister" -> new Unregister();
      case "StartSubmit" -> submission(rest);
      case "StartAsync" -> submit(edge.request(), edge, rest).toWorker();
      case "WorkerLookup", "WorkerFindsNoFile" -> new Release();
      case "CancelQueued", "CancelInFlight", CallEdge.NOT_FOUND ->
          new Finish(requireNonNull(lanes.get(edge.request())), Ending.CANCEL);
      case "PartEnds" -> new Finish(requireNonNull(lanes.get(edge.request())), ending(edge));
      default -> throw new IllegalStateException("no call begins with " + edge.start());
    };
  }

  /** So many entries; behind one that fails there may be anything. */
  private static List<Entry> entries(CallEdge edge, Entry first, int count) {
    return edge.entries().map(EdgeSide::entry).prepend(first).padTo(count, entry("empty", false));
  }

  private static Entry entry(ActionLabel step) {
    return switch (step.action()) {
      case "NextEntry" -> entry(step.args().head(), step.args().get(3));
      case "EntryRefused" ->
          step.args().head().equals("EINVAL")
              ? entry("empty", true)
              : new Entry(Kind.UNMAPPED, 0, false);
      default -> throw new IllegalStateException("no entry is " + step);
    };
  }

  /** An entry of a kind of the specification; an ordinary buffer stands for a dma-buf. */
  private static Entry entry(Object kind, Object tagged) {
    return new Entry(kind.equals("empty") ? Kind.EMPTY : Kind.BUFFER, 0, (Boolean) tagged);
  }

  private OfRing submission(List<CallEdge> rest) {
    CallEdge edge = rest.head();
    Submit head = submit(edge.request(), edge, rest);
    List<Submit> tail =
        edge.linked().map(linked -> submit(linked.request(), linked.slot(), linked.op(), rest));
    return tail.isEmpty() ? head : new Link(tail.prepend(head), edge.linked().map(Linked::hard));
  }

  private Submit submit(int request, CallEdge edge, List<CallEdge> rest) {
    List<Object> args = edge.start().args();
    return submit(request, (Integer) args.get(1), Op.valueOf((String) args.get(2)), rest);
  }

  private Submit submit(int request, int slot, Op op, List<CallEdge> rest) {
    Lane lane = new Lane(op, request - 1);
    lanes.put(request, lane);
    OnPipe pipe = new OnPipe(lane.pipe());
    return switch (issueOf(request, rest)) {
      case ACCEPTED -> new Submit(op, slot, pipe, Span.FIRST_BYTE);
      case NO_FILE -> new Submit(op, slot, AtOnce.CLOSED, Span.FIRST_BYTE);
      case EFAULT -> new Submit(op, slot, pipe, Span.ONE_TOO_MANY);
      case EBADF -> new Submit(op, slot, AtOnce.WRONG_END, Span.FIRST_BYTE);
      case EINVAL -> new Submit(op, slot, AtOnce.EVENTFD, Span.FIRST_BYTE);
    };
  }

  /** What the tour wants the issue of a request to answer; its life may end before that. */
  private static Issued issueOf(int request, List<CallEdge> rest) {
    int ring = rest.head().ring();
    for (CallEdge edge : rest) {
      if (edge.ring() == ring && edge.issued().containsKey(request)) {
        return edge.issued().apply(request);
      }
      if (edge.ring() == ring && edge.completes(request)) {
        return Issued.ACCEPTED;
      }
    }
    return Issued.ACCEPTED;
  }

  /** A success that ends a chain has moved less than was asked for. */
  private static Ending ending(CallEdge edge) {
    if (!edge.succeeds()) {
      return Ending.CANCEL;
    }
    return edge.cutShort() ? Ending.END_OF_FILE : Ending.DATA;
  }

  private OfRing refused(String errno) {
    return switch (errno) {
      case "EOVERFLOW" -> new UpdateRaw(UINT_MAX, 1, 0, true);
      case "EINVAL" -> new UpdateRaw(slots, 1, 0, true);
      case "EFAULT" -> new UpdateRaw(0, 1, 0, false);
      default -> new UpdateRaw(0, 1, 0, true);
    };
  }

  /** Makes the call, and what the worker thread needs before; tells what the kernel answers. */
  Answer apply(CallEdge edge, OfRing operation) {
    return freed(edge).then(called(edge, operation));
  }

  /** The worker thread waits before each request, and nowhere when it has none. */
  private Answer freed(CallEdge edge) {
    if (edge.start().action().equals("StartAsync")) {
      listed = listed.append(HOLD).append(edge.request());
      return ring.apply(new Hold());
    }
    if (listed.nonEmpty() && listed.forAll(each -> each == HOLD)) {
      listed = List.empty();
      return ring.apply(new Release());
    }
    return Answer.of(0);
  }

  private Answer called(CallEdge edge, OfRing operation) {
    String action = edge.start().action();
    List<Integer> submitted =
        switch (operation) {
          case Submit submit -> List.of(edge.request());
          case Link link -> edge.linked().map(Linked::request).prepend(edge.request());
          default -> List.empty();
        };
    ring.nextRequests(submitted.size()).zip(submitted).forEach(pair -> name(pair._1, pair._2));
    if (operation instanceof Release) {
      List<Integer> before = listed.takeUntil(each -> each == edge.request());
      listed = listed.drop(before.size() + 1);
      return ring.release(before.size());
    }
    if (action.equals(CallEdge.NOT_FOUND)) {
      return ring.cancel(numberOf(edge.request()));
    }
    listed = action.equals("CancelQueued") ? listed.remove(edge.request()) : listed;
    return ring.apply(operation);
  }

  /** From now on, the number is that of a request of the specification. */
  private void name(int number, int request) {
    numbers.values().remove(request);
    numbers.put(number, request);
  }

  private int numberOf(int request) {
    return List.ofAll(numbers.entrySet()).find(each -> each.getValue() == request).get().getKey();
  }

  /** Clones the table of another ring, or is refused; tells what the kernel answers. */
  Answer cloneFrom(EdgeSide source, RawClone asked) {
    return ring.cloneFrom(source.ring, asked);
  }

  /** What a clone asks for. */
  static RawClone clone(CallEdge edge) {
    List<Object> args = edge.start().args();
    return RawClone.range(
        (Integer) args.get(1), (Integer) args.get(2), (Integer) args.get(3), (Boolean) args.get(4));
  }

  /** A clone that is refused with the errno that the edge names. */
  static RawClone refusedClone(CallEdge edge) {
    return RawClone.deserving(Errno.valueOf((String) edge.start().args().last()));
  }

  /** Whether the kernel has posted nothing that nobody has looked at; a closed ring never does. */
  boolean isSilent() {
    return closed || ring.isSilent();
  }

  /** The answer in the specification's words. */
  String text(Answer answer) {
    return answer.completions().map(this::text).prepend(Errno.text(answer.result())).mkString(", ");
  }

  private String text(Cqe cqe) {
    if (Answer.isTag(cqe)) {
      return "tag " + CompletionQueue.numberOfTag(cqe.userData());
    }
    return "request "
        + numbers.get((int) cqe.userData())
        + " "
        + (cqe.res() >= 0 ? "ok, bytes: " + cqe.res() : Errno.text(cqe.res()));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      ring.close();
    }
  }
}
