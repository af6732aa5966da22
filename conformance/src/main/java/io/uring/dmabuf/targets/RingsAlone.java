package io.uring.dmabuf.targets;

import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.Numbered;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.RingId;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.step.InRing;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.system.State;
import io.uring.dmabuf.uring.Import;
import io.uring.dmabuf.uring.Linked;
import io.uring.dmabuf.uring.Queued;
import io.uring.dmabuf.uring.RawSqe;
import io.uring.dmabuf.uring.Request;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.Rings;
import io.uring.dmabuf.uring.RingsSteps;
import io.uring.dmabuf.uring.SubmitSteps;
import io.uring.dmabuf.uring.Submitted;
import io.uring.dmabuf.uring.Window;
import io.uring.dmabuf.uring.WorkerSteps;
import io.vavr.control.Option;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The rings of a machine as the specification Requests sees them, and the steps of the machine as
 * it names them. All files are one file, on which requests wait, and all requests that can still be
 * issued ask for the same byte: what an import and a file answer are arguments of steps there.
 */
public final class RingsAlone {
  /** The only file. */
  private static final FileId FILE = FileId.of(1);

  private static final Window ANY = new Window(0, 1);

  /** The step of several rings that a step of one ring is of each. */
  private static final Map<Step<?, ?>, Step<Rings, ?>> OF_EACH = ofEach();

  private RingsAlone() {}

  private static Map<Step<?, ?>, Step<Rings, ?>> ofEach() {
    Map<Step<?, ?>, Step<Rings, ?>> all = new IdentityHashMap<>();
    for (Step<Rings, ?> step : RingsSteps.ALL) {
      all.put(step, step);
      step.parts().forEach(part -> all.put(part, step));
    }
    return all;
  }

  /** The rings before anything was called. */
  public static Rings initial(State s) {
    return of(s, s.rings());
  }

  /**
   * The rings, but for what does not change and for the completion queues: the user consumes tags
   * there, and requests that cancel have entries, which the specification does not have.
   *
   * @param like who has that of each
   */
  public static Rings of(State s, Rings like) {
    Numbered<RingId, RingContext> all = Numbered.empty();
    for (RingId ring : s.rings().all().ids()) {
      all = all.put(ring, ring(s.rings().get(ring), like.get(ring)));
    }
    return new Rings(all);
  }

  private static RingContext ring(RingContext ring, RingContext like) {
    Numbered<RequestId, Request> requests = Numbered.empty();
    for (RequestId req : ring.requests().ids()) {
      requests = requests.put(req, request(ring.requests().get(req).get()));
    }
    Numbered<RequestId, Queued> queued = Numbered.empty();
    for (RequestId req : ring.queued().ids()) {
      Queued put = ring.queued().get(req).get();
      queued = queued.put(req, new Queued(put.awaits(), put.slot(), FILE));
    }
    return new RingContext(
        like.config(),
        ring.life(),
        ring.call(),
        ring.table(),
        ring.nodes(),
        ring.imus(),
        requests,
        queued,
        like.completions());
  }

  private static Request request(Request request) {
    return new Request(
        request.state(),
        request.op(),
        request.noWait(),
        request.file().map(file -> FILE),
        request.node(),
        request.result(),
        request.result().isDefined() ? Window.NONE : ANY,
        request.parts());
  }

  /** The step of the rings that a step of the machine is; none where it is none of theirs. */
  public static Option<Choice<Rings, ?>> step(RingId ring, Choice<State, ?> step, State before) {
    return step.partsTaken(before)
        .find(part -> OF_EACH.containsKey(part.step()))
        .map(part -> of(ring, part));
  }

  @SuppressWarnings("unchecked") // The arguments are those of the step, in the ring that takes it.
  private static <A> Choice<Rings, ?> of(RingId ring, Choice<?, A> part) {
    Step<Rings, ?> step = Objects.requireNonNull(OF_EACH.get(part.step()));
    return step.equals(part.step())
        ? new Choice<>((Step<Rings, A>) step, part.args())
        : new Choice<>((Step<Rings, InRing<Object>>) step, new InRing<>(ring, alone(part.args())));
  }

  private static Object alone(Object args) {
    return switch (args) {
      case Submitted submitted -> of(submitted);
      case Linked(Submitted of, boolean hard) -> new Linked(of(of), hard);
      case SubmitSteps.Submission(Submitted of, boolean gotFile) ->
          new SubmitSteps.Submission(of(of), gotFile);
      case Import what -> of(what);
      case WorkerSteps.Imported(RequestId req, Import what) ->
          new WorkerSteps.Imported(req, of(what));
      default -> args;
    };
  }

  private static Import of(Import what) {
    return what instanceof Import.Accepted(Option<Import.Split> split)
        ? new Import.Accepted(split.map(all -> new Import.Split(ANY.length(), all.parts())))
        : what;
  }

  private static Submitted of(Submitted of) {
    return new Submitted(
        of.req(), new RawSqe(of.sqe().slot(), of.sqe().op(), FILE, ANY, of.sqe().noWait()));
  }
}
