package io.uring.dmabuf.replay;

import io.uring.dmabuf.replay.Divergence.BrokenLaw;
import io.uring.dmabuf.replay.Divergence.DoesLess;
import io.uring.dmabuf.replay.Divergence.DoesMore;
import io.uring.dmabuf.replay.Divergence.Misfit;
import io.uring.dmabuf.replay.Divergence.NoSuchStep;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.IdentityHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tlc2.tool.Action;
import tlc2.tool.TLCState;

/**
 * What one of TLC's threads is doing: the state that it expands, the implementation's steps there,
 * and which of them TLC has taken.
 *
 * @param <S> the implementation's state
 */
@SuppressWarnings("ReferenceEquality") // TLC hands in one and the same source.
final class ReplayWorker<S> {
  private final StateTable<S> table;
  private final ReplayStates<S> states;
  private final Diagnosis<S> diagnosis;
  private final AtomicReference<@Nullable Divergence> first;
  private final ReplaySettings settings;
  private final StepIndex<S> steps;
  private final EnabledSteps<S> enabled;
  private final SuccessorCheck<S> check;
  private final PutOff<S> putOff;
  private final Calling calling = new Calling();
  private final AtomicLong replayed = new AtomicLong();
  private final IdentityHashMap<Action, Integer> stepOf = new IdentityHashMap<>();
  private final Option<Meetings<S>> meetings;
  private final @Nullable Meetings<S> meets;
  private @Nullable TLCState from;
  private StateTable.@Nullable Kept<S> source;
  private long fromPrint;
  private Option<Terminal<S>> terminal = Option.none();

  /** A thread of a replay; what is not its own it shares with the others. */
  ReplayWorker(
      ReplayShape<S> shape,
      ReplaySettings settings,
      KnownParts<S> known,
      StateTable<S> table,
      ReplayStates<S> states,
      Diagnosis<S> diagnosis,
      AtomicReference<@Nullable Divergence> first) {
    this.steps = shape.steps();
    this.settings = settings;
    this.table = table;
    this.states = states;
    this.diagnosis = diagnosis;
    this.first = first;
    this.check = new SuccessorCheck<>(shape, settings.judged(), known, calling);
    this.putOff = new PutOff<>(table, diagnosis);
    this.enabled = new EnabledSteps<>(shape, calling);
    this.meetings = shape.groups().map(Meetings::new);
    this.meets = meetings.getOrNull();
  }

  /**
   * A state without successors in which the implementation can still step.
   *
   * @param length steps to it
   * @param fingerprint its fingerprint
   * @param kept the implementation's state there
   */
  private record Terminal<S>(int length, long fingerprint, StateTable.Kept<S> kept) {}

  /** Transitions replayed so far. */
  long replayed() {
    return replayed.getOpaque();
  }

  /** Transitions that came again under another binding of their action. */
  long repeated() {
    return enabled.repeated();
  }

  /** The meetings of groups, where the target has groups. */
  Option<Meetings<S>> meetings() {
    return meetings;
  }

  /** Runs something; the first divergence of all threads is the one that counts. */
  void guarded(Runnable body) {
    try {
      body.run();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | AssertionError stopped) {
      stop(stopped);
    }
  }

  /** A transition; a fingerprint 0 of its source is not known yet. */
  void transition(
      TLCState from, long fromPrint, TLCState to, long toPrint, boolean isNew, Action action) {
    try {
      if (this.from != from) {
        leave();
        enter(from, fromPrint == 0 ? from.fingerPrint() : fromPrint);
      }
      replay(from, to, toPrint, isNew, stepOf(action));
      replayed.setOpaque(replayed.getPlain() + 1);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | AssertionError stopped) {
      stop(stopped);
    }
  }

  private void stop(Throwable stopped) {
    first.compareAndSet(
        null,
        switch (stopped) {
          case Diverged diverged -> diverged.divergence();
          case OutOfMemoryError full -> diagnosis.outOfMemory("the heap is full");
          default ->
              diagnosis.threw(
                  calling.what.isEmpty() ? "the replay" : calling.what,
                  stopped,
                  fromPrint,
                  calling.step);
        });
  }

  private int stepOf(Action action) {
    Integer index = stepOf.get(action);
    if (index == null) {
      Either<String, Integer> found = steps.find(action);
      if (found.isLeft()) {
        throw diagnosis.diverged(new NoSuchStep(found.getLeft()), fromPrint, -1);
      }
      index = found.get();
      stepOf.put(action, index);
    }
    return index;
  }

  /** Begins a state. */
  private void enter(TLCState state, long fingerprint) {
    StateTable.Kept<S> kept = table.kept(fingerprint);
    from = state;
    fromPrint = fingerprint;
    source = kept;
    if (kept == null) {
      throw diagnosis.diverged(
          new Misfit("TLC expands a state that was never reported"), fingerprint, -1);
    }
    check.enter(kept);
    if (meets != null) {
      meets.enter(kept.state());
    }
    enter(kept.state());
  }

  /** Ends a state: every step of the implementation must have been met. */
  void leave() {
    if (from == null) {
      return;
    }
    reportUnmet(false);
    table.release(fromPrint);
    from = null;
    source = null;
    putOff.settle();
  }

  /** At the end no comparison may be left that was put off. */
  void settleAll() {
    putOff.settleAll();
  }

  private void reportUnmet(boolean terminal) {
    int step = enabled.firstUnmet();
    if (step >= 0 && source != null) {
      calling.step = step;
      throw diagnosis.diverged(
          new DoesMore(terminal),
          fromPrint,
          step,
          diagnosis.changes(source.state(), enabled.successor(step)));
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
      enter(found.kept().state());
      reportUnmet(true);
    }
  }

  private int enter(S state) {
    return enabled.enter(state, isSample(fromPrint));
  }

  private void tryTerminal(long fingerprint, StateTable.Kept<S> kept) {
    fromPrint = fingerprint;
    if (enter(kept.state()) > 0) {
      int length = diagnosis.path(fingerprint).size();
      if (terminal.forAll(best -> length < best.length())) {
        terminal = Option.of(new Terminal<>(length, fingerprint, kept));
      }
    }
  }

  private void replay(TLCState from, TLCState to, long toPrint, boolean isNew, int step) {
    StateTable.Kept<S> kept = source;
    calling.step = step;
    S java = enabled.meet(step);
    if (kept == null || java == null) {
      throw diagnosis.diverged(new DoesLess(), fromPrint, step, diagnosis.changes(from, to));
    }
    if (meets != null) {
      meets.take(kept.state(), step);
    }
    long changed = check.changedParts(java);
    long sum = KnownParts.sum(kept, changed, check.parts());
    if (isNew) {
      boolean sample = isSample(toPrint);
      compare(from, to, java, changed, sample);
      audit(kept, java, changed, sample);
      states.add(toPrint, fromPrint, step, new StateTable.Kept<>(java, check.parts().clone(), sum));
    } else {
      replayKnown(from, to, kept, java, changed, sum, toPrint);
    }
    calling.step = -1;
  }

  /**
   * A transition into a known state. Where the digest equals that of the state which was compared
   * and audited when TLC reported it as new, comparing and auditing it again can bring nothing new,
   * and is done on request and on samples.
   */
  private void replayKnown(
      TLCState from,
      TLCState to,
      StateTable.Kept<S> kept,
      S java,
      long changed,
      long sum,
      long toPrint) {
    long digest = StateTable.Kept.digest(sum);
    long expected = table.digest(toPrint);
    boolean sample = isSample(toPrint ^ digest);
    if (settings.compareKnown() || sample || digest != expected) {
      compare(from, to, java, changed, sample);
      if (java != kept.state()) {
        audit(kept, java, changed, sample);
      }
    }
    if (expected == 0) {
      putOff.add(toPrint, digest, fromPrint, calling.step);
    } else if (expected != digest) {
      throw diagnosis.hidden(fromPrint, calling.step, toPrint);
    }
  }

  private boolean isSample(long bits) {
    return Long.remainderUnsigned(bits, settings.sampleEvery()) == 0;
  }

  private void compare(TLCState from, TLCState to, S java, long changed, boolean sample) {
    int different = check.firstDifferent(from, to, java, changed, sample);
    if (different >= 0) {
      throw diagnosis.wrongSuccessor(to, java, different, fromPrint, calling.step);
    }
  }

  private void audit(StateTable.Kept<S> kept, S java, long changed, boolean sample) {
    String broken = check.brokenLaw(java, changed, sample);
    if (broken != null) {
      throw diagnosis.diverged(
          new BrokenLaw(broken), fromPrint, calling.step, diagnosis.changes(kept.state(), java));
    }
  }
}
