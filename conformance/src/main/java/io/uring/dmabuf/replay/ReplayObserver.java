package io.uring.dmabuf.replay;

import io.uring.dmabuf.replay.Divergence.BrokenLaw;
import io.uring.dmabuf.replay.Divergence.Difference;
import io.uring.dmabuf.replay.Divergence.Misfit;
import io.uring.dmabuf.replay.Divergence.WrongInitialState;
import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.Measured;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.TransitionObserver;
import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.uring.dmabuf.tlc.trace.Trace;
import io.uring.dmabuf.tlc.trace.TracePrinter;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tlc2.tool.Action;
import tlc2.tool.TLCState;

/**
 * The replay of every transition that TLC explores on the implementation.
 *
 * <ul>
 *   <li><em>Forward</em>: the step that a transition names, applied to the implementation's state
 *       kept for its source, must lead to a state whose abstraction equals the transition's target.
 *   <li><em>Backward</em>: all steps that the implementation can take in a state are computed when
 *       the state's first transition arrives; each must be met by a transition. States without
 *       successors are tried when the run ends.
 *   <li><em>Hidden state</em>: on a transition into a known state the digest of the
 *       implementation's state must equal the one kept for it.
 *   <li><em>Audit</em>: after every step the structural laws of the implementation are evaluated.
 * </ul>
 *
 * <p>TLC's workers call it at once without a common lock; each has a {@link ReplayWorker} of its
 * own. After the first divergence nothing more is replayed.
 *
 * @param <S> the implementation's state
 */
public final class ReplayObserver<S> implements TransitionObserver {
  private final ReplayTarget<S> target;
  private final ReplaySettings settings;
  private final ReplayShape<S> shape;
  private final KnownParts<S> known;
  private final StateTable<S> table = new StateTable<>();
  private final Diagnosis<S> diagnosis;
  private final ReplayStates<S> states;
  private final AtomicReference<@Nullable Divergence> first = new AtomicReference<>();
  private final Supplier<TracePrinter> printer;
  private final Queue<ReplayWorker<S>> workers = new ConcurrentLinkedQueue<>();
  private final ThreadLocal<ReplayWorker<S>> worker = ThreadLocal.withInitial(this::newWorker);
  private Option<Failure> failure = Option.none();
  private long initialStates;

  /**
   * A replay of one run. TLC must have loaded the model already.
   *
   * @param model the model's name, for reports
   * @param target the implementation
   * @param settings what can be chosen
   * @param printer knows the actors and kernel functions of the model's steps; asked once, for a
   *     report
   */
  public ReplayObserver(
      String model,
      ReplayTarget<S> target,
      ReplaySettings settings,
      Supplier<TracePrinter> printer) {
    this.target = target;
    this.settings = settings;
    this.printer = printer;
    this.shape = new ReplayShape<>(target);
    this.known = new KnownParts<>(target);
    this.diagnosis = new Diagnosis<>(model, shape, table);
    this.states = new ReplayStates<>(table, diagnosis, settings);
  }

  /**
   * The replay of a model of the manifest, whose reports take actors and kernel functions from the
   * specifications. TLC judges the laws that the model checks.
   */
  public static <S> ReplayObserver<S> of(
      ModelEntry model, ReplayTarget<S> target, ReplaySettings settings) {
    return new ReplayObserver<>(
        model.name(),
        target,
        settings.beside(model),
        () -> new TracePrinter(SpecIndex.of(Home.current().library()).preferring(model)));
  }

  /** The number of states seen. */
  public long states() {
    return table.size();
  }

  /** The first divergence, if any. */
  public Option<Divergence> divergence() {
    return Option.of(first.get());
  }

  @Override
  public Option<Failure> failure() {
    Divergence found = first.get();
    if (found == null) {
      return Option.none();
    }
    synchronized (first) {
      if (failure.isEmpty()) {
        failure = Option.some(found.toFailure(printer.get()));
      }
      return failure;
    }
  }

  @Override
  public Option<Trace> trace() {
    return divergence().map(Divergence::trace);
  }

  @Override
  public long transitionsReplayed() {
    long sum = 0;
    for (ReplayWorker<S> each : workers) {
      sum += each.replayed();
    }
    return sum;
  }

  @Override
  public long divergences() {
    Divergence found = first.get();
    return found == null || found.cause().kind() == Failure.Kind.MODEL ? 0 : 1;
  }

  @Override
  public Measured counted(Measured run) {
    long repeated = 0;
    for (ReplayWorker<S> each : workers) {
      repeated += each.repeated();
    }
    return run.withReplay(
        repeated,
        shape
            .groups()
            .map(g -> Meetings.sum(g, List.ofAll(workers).flatMap(ReplayWorker::meetings)))
            .getOrElse(List.empty()));
  }

  @Override
  public void initial(TLCState state) {
    initial(state, state.fingerPrint());
  }

  /** An initial state with its known fingerprint. */
  void initial(TLCState state, long fingerprint) {
    if (first.get() == null) {
      worker.get().guarded(() -> startAt(state, fingerprint));
    }
  }

  @Override
  public void transition(TLCState from, TLCState to, boolean isNew, Action action) {
    if (first.get() == null) {
      worker.get().transition(from, 0, to, to.fingerPrint(), isNew, action);
    }
  }

  /** A transition with the known fingerprints of both states. */
  void transition(
      TLCState from, long fromPrint, TLCState to, long toPrint, boolean isNew, Action action) {
    if (first.get() == null) {
      worker.get().transition(from, fromPrint, to, toPrint, isNew, action);
    }
  }

  @Override
  public void finish() {
    for (ReplayWorker<S> each : workers) {
      if (first.get() == null) {
        each.guarded(each::leave);
      }
    }
    for (ReplayWorker<S> each : workers) {
      if (first.get() == null) {
        each.guarded(each::settleAll);
      }
    }
    if (first.get() == null) {
      ReplayWorker<S> last = worker.get();
      last.guarded(last::tryTerminals);
    }
  }

  private ReplayWorker<S> newWorker() {
    ReplayWorker<S> made =
        new ReplayWorker<>(shape, settings, known, table, states, diagnosis, first);
    workers.add(made);
    return made;
  }

  private void startAt(TLCState state, long fingerprint) {
    Option<String> misfit = diagnosis.variablesMisfit(state);
    if (misfit.isDefined()) {
      throw diagnosis.diverged(new Misfit(misfit.get()), fingerprint, -1);
    }
    S java = target.initial();
    if (initialStates++ > 0) {
      throw diagnosis.diverged(
          new Misfit("the model has several initial states, the implementation has one"),
          fingerprint,
          -1);
    }
    List<Difference> differences = diagnosis.differences(state, java);
    if (differences.nonEmpty()) {
      throw diagnosis.diverged(new WrongInitialState(), fingerprint, -1, differences);
    }
    for (String law : target.audit(java)) {
      throw diagnosis.diverged(new BrokenLaw(law), fingerprint, -1);
    }
    states.start(fingerprint, known.kept(java));
  }
}
