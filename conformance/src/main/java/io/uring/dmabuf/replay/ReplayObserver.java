package io.uring.dmabuf.replay;

import io.uring.dmabuf.replay.Divergence.BrokenLaw;
import io.uring.dmabuf.replay.Divergence.Cause;
import io.uring.dmabuf.replay.Divergence.Difference;
import io.uring.dmabuf.replay.Divergence.DoesLess;
import io.uring.dmabuf.replay.Divergence.DoesMore;
import io.uring.dmabuf.replay.Divergence.HiddenState;
import io.uring.dmabuf.replay.Divergence.Misfit;
import io.uring.dmabuf.replay.Divergence.NoSuchStep;
import io.uring.dmabuf.replay.Divergence.OutOfBound;
import io.uring.dmabuf.replay.Divergence.Threw;
import io.uring.dmabuf.replay.Divergence.WrongInitialState;
import io.uring.dmabuf.replay.Divergence.WrongSuccessor;
import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.Measured;
import io.uring.dmabuf.tlc.ModelEntry;
import io.uring.dmabuf.tlc.SpecIndex;
import io.uring.dmabuf.tlc.Trace;
import io.uring.dmabuf.tlc.TracePrinter;
import io.uring.dmabuf.tlc.TransitionObserver;
import io.vavr.collection.HashSet;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tla2sany.semantic.OpDeclNode;
import tlc2.tool.Action;
import tlc2.tool.TLCState;
import tlc2.value.IValue;
import tlc2.value.impl.Value;
import util.UniqueString;

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
 * <p>TLC's workers call it at once without a common lock. A worker that meets a state which another
 * one has just found, but not yet stored, puts the comparison off. After the first divergence
 * nothing more is replayed.
 *
 * @param <S> the implementation's state
 */
@SuppressWarnings("ReferenceEquality") // Identity is what tells that nothing has changed.
public final class ReplayObserver<S> implements TransitionObserver {
  private static final int CHECK_HEAP_EVERY = 4096;
  private static final int FRAMES_SHOWN = 3;

  private final String model;
  private final ReplayTarget<S> target;
  private final ReplaySettings settings;
  private final StepIndex<S> steps;
  private final UniqueString[] variables;
  private final long[] partsOf;
  private final int parts;
  private final Law<S>[] laws;

  /** The parts of each law as bits. */
  private final long[] partsOfLaw;

  private final KnownParts<S> known;
  private final Option<StepGroups<S>> groups;
  private final HeapGuard heap;
  private final StateTable<S> table = new StateTable<>();
  private final DigestSet digests = new DigestSet();
  private final AtomicReference<@Nullable Divergence> first = new AtomicReference<>();
  private final Supplier<TracePrinter> printer;
  private final Queue<Worker> workers = new ConcurrentLinkedQueue<>();
  private final ThreadLocal<Worker> worker = ThreadLocal.withInitial(this::newWorker);
  private final AtomicLong newStates = new AtomicLong();
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
    this.printer = printer;
    this.model = model;
    this.target = target;
    this.settings = settings;
    this.steps = new StepIndex<>(target.steps());
    this.parts = target.parts();
    if (parts < 1 || parts > Long.SIZE) {
      throw new IllegalArgumentException(parts + " parts of a state, not 1 to 64");
    }
    this.variables =
        target.variables().map(UniqueString::uniqueStringOf).toJavaArray(UniqueString[]::new);
    this.partsOf = new long[variables.length];
    for (int v = 0; v < variables.length; v++) {
      for (int part : target.partsOf(v)) {
        partsOf[v] |= 1L << part;
      }
    }
    this.laws = lawsOf(target);
    this.partsOfLaw = target.laws().toJavaStream().mapToLong(Law::partBits).toArray();
    this.known = new KnownParts<>(target);
    this.groups = target.groups();
    this.heap = new HeapGuard(settings.heapShare());
  }

  @SuppressWarnings("unchecked")
  private static <S> Law<S>[] lawsOf(ReplayTarget<S> target) {
    return target.laws().toJavaArray(Law[]::new);
  }

  /**
   * The replay of a model of the manifest, whose reports take actors and kernel functions from the
   * specifications.
   */
  public static <S> ReplayObserver<S> of(
      ModelEntry model, ReplayTarget<S> target, ReplaySettings settings) {
    return new ReplayObserver<>(
        model.name(),
        target,
        settings,
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
    for (Worker each : workers) {
      sum += each.replayed.getOpaque();
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
    for (Worker each : workers) {
      repeated += each.repeated;
    }
    return run.withReplay(
        repeated,
        groups
            .map(g -> Meetings.sum(g, List.ofAll(workers).flatMap(each -> each.meetings)))
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
      worker.get().guarded(from, 0, to, to.fingerPrint(), isNew, action);
    }
  }

  /** A transition with the known fingerprints of both states. */
  void transition(
      TLCState from, long fromPrint, TLCState to, long toPrint, boolean isNew, Action action) {
    if (first.get() == null) {
      worker.get().guarded(from, fromPrint, to, toPrint, isNew, action);
    }
  }

  @Override
  public void finish() {
    for (Worker each : workers) {
      if (first.get() == null) {
        each.guarded(each::leave);
      }
    }
    for (Worker each : workers) {
      if (first.get() == null) {
        each.guarded(each::settleAll);
      }
    }
    if (first.get() == null) {
      Worker last = worker.get();
      last.guarded(last::tryTerminals);
    }
  }

  private Worker newWorker() {
    Worker made = new Worker();
    workers.add(made);
    return made;
  }

  private void startAt(TLCState state, long fingerprint) {
    Option<String> misfit = variablesMisfit(state);
    if (misfit.isDefined()) {
      throw diverged(new Misfit(misfit.get()), fingerprint, -1, List.empty());
    }
    S java = target.initial();
    if (initialStates++ > 0) {
      throw diverged(
          new Misfit("the model has several initial states, the implementation has one"),
          fingerprint,
          -1,
          List.empty());
    }
    List<Difference> differences = differences(state, java);
    if (differences.nonEmpty()) {
      throw diverged(new WrongInitialState(), fingerprint, -1, differences);
    }
    for (String law : target.audit(java)) {
      throw diverged(new BrokenLaw(law), fingerprint, -1, List.empty());
    }
    StateTable.Kept<S> made = known.kept(java);
    digests.add(made.digest());
    table.put(fingerprint, fingerprint, -1, made);
  }

  /** A line about variables that only one side knows, if there are any. */
  private Option<String> variablesMisfit(TLCState state) {
    Set<String> spec = HashSet.empty();
    for (OpDeclNode variable : state.getVars()) {
      spec = spec.add(variable.getName().toString());
    }
    Set<String> mapped = HashSet.ofAll(target.variables());
    Set<String> unmapped = spec.diff(mapped);
    Set<String> unknown = mapped.diff(spec);
    if (unmapped.isEmpty() && unknown.isEmpty()) {
      return Option.none();
    }
    return Option.of(
        unmapped.nonEmpty()
            ? "no abstraction for the model's variables "
                + unmapped.toList().sorted().mkString(", ")
            : "the model has no variables " + unknown.toList().sorted().mkString(", "));
  }

  private List<Difference> differences(TLCState state, S java) {
    List<Difference> all = List.empty();
    for (int v = 0; v < variables.length; v++) {
      all =
          all.appendAll(
              Differences.between(
                  variables[v].toString(),
                  state.lookup(variables[v]),
                  target.abstraction(java, v)));
    }
    return all;
  }

  private List<Difference> changes(S before, S after) {
    List<Difference> all = List.empty();
    for (int v = 0; v < variables.length; v++) {
      all =
          all.appendAll(
              Differences.between(
                  variables[v].toString(),
                  target.abstraction(before, v),
                  target.abstraction(after, v)));
    }
    return all;
  }

  private List<Difference> changes(TLCState before, TLCState after) {
    List<Difference> all = List.empty();
    for (UniqueString variable : variables) {
      all =
          all.appendAll(
              Differences.between(
                  variable.toString(), before.lookup(variable), after.lookup(variable)));
    }
    return all;
  }

  /**
   * A divergence as an exception that unwinds the replay of one transition.
   *
   * @param fingerprint the state in question
   * @param step the index of the step that fails there, or -1
   */
  private Diverged diverged(Cause cause, long fingerprint, int step, List<Difference> differences) {
    Option<ActionLabel> label = step < 0 ? Option.none() : Option.of(steps.label(step));
    return new Diverged(
        new Divergence(
            model,
            new PathBuilder<>(target, steps).trace(indices(fingerprint), label),
            label,
            cause,
            differences));
  }

  /** The steps from the initial state to a known state; none for an unknown one. */
  private List<ActionLabel> path(long fingerprint) {
    return indices(fingerprint).map(steps::label);
  }

  private List<Integer> indices(long fingerprint) {
    List<Integer> path = List.empty();
    long at = fingerprint;
    for (int step = table.step(at); step >= 0; step = table.step(at)) {
      path = path.prepend(step);
      at = table.parent(at);
    }
    return path;
  }

  /**
   * The implementation's state of a known specification state, computed again from the initial one.
   */
  private S recomputed(long fingerprint) {
    S state = target.initial();
    for (int step : indices(fingerprint)) {
      S next = steps.step(step).apply(state);
      if (next == null) {
        throw new IllegalStateException(
            "step " + steps.label(step) + " was taken before and is now refused");
      }
      state = next;
    }
    return state;
  }

  private static Threw threw(String where, Throwable thrown) {
    List<String> frames =
        List.of(thrown.getStackTrace())
            .takeWhile(frame -> !frame.getClassName().startsWith(ReplayObserver.class.getName()))
            .take(FRAMES_SHOWN)
            .map(StackTraceElement::toString);
    return new Threw(where, thrown.toString().lines().findFirst().orElse("an exception"), frames);
  }

  /** Unwinds the replay of one transition. */
  private static final class Diverged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial")
    private final Divergence divergence;

    Diverged(Divergence divergence) {
      super(null, null, false, false);
      this.divergence = divergence;
    }
  }

  /**
   * A comparison put off: another worker has found the state but not stored it yet.
   *
   * @param fingerprint the target of the transition
   * @param digest the digest of the implementation's state there
   * @param from the source of the transition
   * @param step the index of the step
   */
  private record PutOff(long fingerprint, long digest, long from, int step) {}

  /**
   * A state without successors in which the implementation can still step.
   *
   * @param length steps to it
   * @param fingerprint its fingerprint
   * @param kept the implementation's state there
   */
  private record Terminal<S>(int length, long fingerprint, StateTable.Kept<S> kept) {}

  /**
   * What one of TLC's threads is doing: the state that it expands, and the implementation's steps
   * there.
   */
  private final class Worker {
    private final AtomicLong replayed = new AtomicLong();
    private final IdentityHashMap<Action, Integer> stepOf = new IdentityHashMap<>();
    private final ArrayDeque<PutOff> putOff = new ArrayDeque<>();
    private final @Nullable Object[] next = new @Nullable Object[steps.size()];
    private final boolean[] met = new boolean[steps.size()];
    private final Part[] nextParts = new Part[parts];
    private final @Nullable Object[] fromParts = new @Nullable Object[parts];
    private final Memo<Value>[] values = memos(variables.length, target::partsOf);
    private final Memo<Boolean>[] sound =
        memos(laws.length, l -> laws[l].parts().toJavaStream().mapToInt(i -> i).toArray());
    private @Nullable TLCState from;
    private StateTable.@Nullable Kept<S> source;
    private long fromPrint;
    private int unmet;
    private long repeated;
    private final Option<Meetings<S>> meetings = groups.map(Meetings::new);
    private final @Nullable Meetings<S> meets = meetings.getOrNull();
    private Option<Terminal<S>> terminal = Option.none();

    /** What is being called in the implementation, for the report if it throws. */
    private String calling = "";

    private int callingStep = -1;

    void guarded(Runnable body) {
      try {
        body.run();
      } catch (Diverged diverged) {
        first.compareAndSet(null, diverged.divergence);
      } catch (OutOfMemoryError full) {
        first.compareAndSet(null, outOfMemory("the heap is full"));
      } catch (RuntimeException | StackOverflowError | AssertionError thrown) {
        first.compareAndSet(null, thrown(thrown));
      }
    }

    void guarded(
        TLCState from, long fromPrint, TLCState to, long toPrint, boolean isNew, Action action) {
      try {
        if (this.from != from) {
          leave();
          enter(from, fromPrint == 0 ? from.fingerPrint() : fromPrint);
        }
        replay(from, to, toPrint, isNew, stepOf(action));
        replayed.setOpaque(replayed.getPlain() + 1);
      } catch (Diverged diverged) {
        first.compareAndSet(null, diverged.divergence);
      } catch (OutOfMemoryError full) {
        first.compareAndSet(null, outOfMemory("the heap is full"));
      } catch (RuntimeException | StackOverflowError | AssertionError thrown) {
        first.compareAndSet(null, thrown(thrown));
      }
    }

    private Divergence thrown(Throwable thrown) {
      Cause cause = threw(calling.isEmpty() ? "the replay" : calling, thrown);
      return diverged(cause, fromPrint, callingStep, List.empty()).divergence;
    }

    private Divergence outOfMemory(String what) {
      String line =
          "%s with %,d states known and %,d of them kept in full: give the run more heap (-Xmx) or smaller bounds"
              .formatted(what, table.size(), table.keptNow());
      Trace empty = new Trace(LinkedHashMap.empty(), List.empty(), Option.none());
      return new Divergence(model, empty, Option.none(), new OutOfBound(line), List.empty());
    }

    private int stepOf(Action action) {
      Integer index = stepOf.get(action);
      if (index == null) {
        Either<String, Integer> found = steps.find(action);
        if (found.isLeft()) {
          throw diverged(new NoSuchStep(found.getLeft()), fromPrint, -1, List.empty());
        }
        index = found.get();
        stepOf.put(action, index);
      }
      return index;
    }

    /** Begins a state: computes every step that the implementation can take there. */
    private void enter(TLCState state, long fingerprint) {
      StateTable.Kept<S> kept = table.kept(fingerprint);
      from = state;
      fromPrint = fingerprint;
      source = kept;
      if (kept == null) {
        throw diverged(
            new Misfit("TLC expands a state that was never reported"),
            fingerprint,
            -1,
            List.empty());
      }
      for (int i = 0; i < parts; i++) {
        fromParts[i] = target.part(kept.state(), i);
      }
      if (meets != null) {
        meets.enter(kept.state());
      }
      unmet = enable(kept.state());
    }

    private int enable(S state) {
      calling = "the choice of steps";
      int[] allowed = isSample(fromPrint) ? null : target.allowed(state);
      Arrays.fill(next, null);
      Arrays.fill(met, false);
      calling = "the step";
      int enabled = 0;
      int count = allowed == null ? next.length : allowed.length;
      for (int i = 0; i < count; i++) {
        int step = allowed == null ? i : allowed[i];
        callingStep = step;
        S successor = steps.step(step).apply(state);
        if (successor != null) {
          next[step] = successor;
          enabled++;
        }
      }
      calling = "";
      callingStep = -1;
      return enabled;
    }

    /** Ends a state: every step of the implementation must have been met. */
    void leave() {
      if (from == null) {
        return;
      }
      if (unmet > 0) {
        reportUnmet(false);
      }
      table.release(fromPrint);
      from = null;
      source = null;
      if (!putOff.isEmpty()) {
        settle();
      }
    }

    @SuppressWarnings("unchecked")
    private void reportUnmet(boolean terminal) {
      for (int i = 0; i < next.length; i++) {
        if (next[i] != null && !met[i] && source != null) {
          callingStep = i;
          throw diverged(
              new DoesMore(terminal), fromPrint, i, changes(source.state(), (S) next[i]));
        }
      }
    }

    /**
     * The states that TLC has never left have no successor; nor may they have one here. Reports the
     * one with the shortest path.
     */
    void tryTerminals() {
      table.forEachKept(this::tryTerminal);
      for (Terminal<S> found : terminal) {
        source = found.kept();
        fromPrint = found.fingerprint();
        enable(found.kept().state());
        reportUnmet(true);
      }
    }

    private void tryTerminal(long fingerprint, StateTable.Kept<S> kept) {
      fromPrint = fingerprint;
      if (enable(kept.state()) > 0) {
        int length = indices(fingerprint).size();
        if (terminal.forAll(best -> length < best.length())) {
          terminal = Option.of(new Terminal<>(length, fingerprint, kept));
        }
      }
    }

    @SuppressWarnings("unchecked")
    private void replay(TLCState from, TLCState to, long toPrint, boolean isNew, int step) {
      StateTable.Kept<S> kept = source;
      S java = (S) next[step];
      callingStep = step;
      if (kept == null || java == null) {
        throw diverged(new DoesLess(), fromPrint, step, changes(from, to));
      }
      if (met[step]) {
        repeated++;
      } else {
        met[step] = true;
        unmet--;
      }
      if (meets != null) {
        meets.take(kept.state(), step);
      }
      long changed = changedParts(java);
      if (isNew) {
        boolean sample = isSample(toPrint);
        compare(from, to, java, changed, sample);
        audit(java, step, changed, sample);
        add(java, KnownParts.sum(require(source), changed, nextParts), toPrint, step);
      } else {
        replayKnown(from, to, java, changed, toPrint, step);
      }
      callingStep = -1;
    }

    /**
     * A transition into a known state. Where the digest equals that of the state which was compared
     * and audited when TLC reported it as new, comparing and auditing it again can bring nothing
     * new, and is done on request and on samples.
     */
    private void replayKnown(
        TLCState from, TLCState to, S java, long changed, long toPrint, int step) {
      StateTable.Kept<S> kept = require(source);
      long digest =
          new StateTable.Kept<>(java, nextParts, KnownParts.sum(kept, changed, nextParts)).digest();
      long expected = table.digest(toPrint);
      boolean sample = isSample(toPrint ^ digest);
      if (settings.compareKnown() || sample || digest != expected) {
        compare(from, to, java, changed, sample);
        if (java != kept.state()) {
          audit(java, step, changed, sample);
        }
      }
      if (expected == 0) {
        putOff.add(new PutOff(toPrint, digest, fromPrint, step));
      } else if (expected != digest) {
        throw hidden(new PutOff(toPrint, digest, fromPrint, step));
      }
    }

    private boolean isSample(long bits) {
      return Long.remainderUnsigned(bits, settings.sampleEvery()) == 0;
    }

    /**
     * The parts, as bits, in which a successor differs; afterwards its parts lie in {@code
     * nextParts}.
     */
    private long changedParts(S java) {
      calling = "the digest";
      Part[] before = require(source).parts();
      long changed = 0;
      for (int i = 0; i < parts; i++) {
        Object part = target.part(java, i);
        nextParts[i] = part == fromParts[i] ? before[i] : known.of(i, part);
        if (nextParts[i] != before[i]) {
          changed |= 1L << i;
        }
      }
      calling = "";
      return changed;
    }

    /** Compares every variable that the changed parts concern; on a sample everything, anew. */
    private void compare(TLCState from, TLCState to, S java, long changed, boolean sample) {
      calling = "the abstraction";
      for (int v = 0; v < variables.length; v++) {
        IValue expected = to.lookup(variables[v]);
        boolean same =
            !sample && (partsOf[v] & changed) == 0
                ? TlaValues.same(from.lookup(variables[v]), expected)
                : TlaValues.same(
                    sample ? target.abstraction(java, v) : abstraction(java, v), expected);
        if (!same) {
          throw wrongSuccessor(to, java, v);
        }
      }
      calling = "";
    }

    private Value abstraction(S java, int variable) {
      Value value = values[variable].find(nextParts);
      if (value == null) {
        value = target.abstraction(java, variable);
        values[variable].put(nextParts, value);
      }
      return value;
    }

    private Diverged wrongSuccessor(TLCState to, S java, int variable) {
      List<Difference> differences = differences(to, java);
      Cause cause =
          differences.nonEmpty()
              ? new WrongSuccessor()
              : new Misfit(
                  "variable %s changes, but no part that it is said to be computed from does"
                      .formatted(variables[variable]));
      return diverged(cause, fromPrint, callingStep, differences);
    }

    /** Evaluates every law that the changed parts concern; on a sample all of them, anew. */
    private void audit(S java, int step, long changed, boolean sample) {
      calling = "the audit";
      for (int l = 0; l < laws.length; l++) {
        if (sample || (partsOfLaw[l] & changed) != 0 && sound[l].find(nextParts) == null) {
          Option<String> law = laws[l].broken().apply(java);
          if (law.isDefined()) {
            calling = "";
            throw diverged(
                new BrokenLaw(law.get()), fromPrint, step, changes(require(source).state(), java));
          }
          sound[l].put(nextParts, true);
        }
      }
      calling = "";
    }

    private void add(S java, long sum, long toPrint, int step) {
      StateTable.Kept<S> made = new StateTable.Kept<>(java, nextParts.clone(), sum);
      if (!table.put(toPrint, fromPrint, step, made)) {
        throw diverged(
            new Misfit("TLC reports a state as new twice"), fromPrint, step, List.empty());
      }
      if (!digests.add(made.digest())) {
        throw diverged(
            new Misfit("the digest of two different states is the same"),
            fromPrint,
            step,
            List.empty());
      }
      if (table.keptNow() > settings.maxKept()) {
        first.compareAndSet(
            null, outOfMemory("the bound max-kept=%d is passed".formatted(settings.maxKept())));
      }
      if (newStates.incrementAndGet() % CHECK_HEAP_EVERY == 0 && heap.isFull()) {
        first.compareAndSet(null, outOfMemory("the heap is nearly full"));
      }
    }

    /** Looks again at comparisons that were put off. */
    private void settle() {
      for (int i = putOff.size(); i > 0; i--) {
        PutOff each = putOff.remove();
        long expected = table.digest(each.fingerprint);
        if (expected == 0) {
          putOff.add(each);
        } else if (expected != each.digest) {
          throw hidden(each);
        }
      }
    }

    /** At the end nothing may be left. */
    void settleAll() {
      settle();
      if (!putOff.isEmpty()) {
        PutOff left = putOff.element();
        throw diverged(
            new Misfit("TLC knows a state that was never reported as new"),
            left.from,
            left.step,
            List.empty());
      }
    }

    private Diverged hidden(PutOff edge) {
      S before = recomputed(edge.from);
      S here = require(steps.step(edge.step).apply(before));
      S there = recomputed(edge.fingerprint);
      List<Difference> differences = List.empty();
      for (int i = 0; i < parts; i++) {
        Object a = target.part(there, i);
        Object b = target.part(here, i);
        if (target.digest(i, a) != target.digest(i, b)) {
          differences =
              differences.append(new Difference(target.partName(i), a.toString(), b.toString()));
        }
      }
      return diverged(new HiddenState(path(edge.fingerprint)), edge.from, edge.step, differences);
    }

    @SuppressWarnings("unchecked")
    private static <V> Memo<V>[] memos(int count, IntFunction<int[]> parts) {
      Memo<V>[] memos = new Memo[count];
      for (int i = 0; i < count; i++) {
        memos[i] = new Memo<>(parts.apply(i));
      }
      return memos;
    }

    private static <T> T require(@Nullable T value) {
      if (value == null) {
        throw new IllegalStateException("nothing is being expanded");
      }
      return value;
    }
  }
}
