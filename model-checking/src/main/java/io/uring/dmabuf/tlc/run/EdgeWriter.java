package io.uring.dmabuf.tlc.run;

import io.vavr.control.Option;
import java.util.concurrent.atomic.LongAdder;
import tlc2.tool.Action;
import tlc2.tool.TLCState;
import tlc2.util.BitVector;
import tlc2.util.IStateWriter;

/**
 * TLC's state writer, which sees every state and transition: hands them to the observer, the
 * witnesses and the coverage. It stops the run when the observer has failed. Stuttering steps,
 * which TLC adds for liveness, are no transitions.
 */
final class EdgeWriter implements IStateWriter {

  private final TransitionObserver observer;
  private final Witnesses witnesses;
  private final Coverage coverage;
  private final Option<Antecedents> antecedents;
  private final LongAdder transitions = new LongAdder();
  private final LongAdder initials = new LongAdder();
  private volatile Runnable stop = () -> {};

  /**
   * A writer.
   *
   * @param antecedents none where nobody asks in how many states a law had something to say
   */
  EdgeWriter(
      TransitionObserver observer,
      Witnesses witnesses,
      Coverage coverage,
      Option<Antecedents> antecedents) {
    this.observer = observer;
    this.witnesses = witnesses;
    this.coverage = coverage;
    this.antecedents = antecedents;
  }

  /** What ends the run early; set once TLC's checker exists. */
  void onFailure(Runnable stopRun) {
    stop = stopRun;
  }

  /** Transitions seen so far. */
  long transitions() {
    return transitions.sum();
  }

  /** Distinct initial states seen so far. */
  long initials() {
    return initials.sum();
  }

  @Override
  public synchronized void writeState(TLCState state) {
    initials.increment();
    witnesses.initial(state);
    antecedents.forEach(laws -> laws.initial(state));
    observer.initial(state);
  }

  @Override
  public void writeState(TLCState state, TLCState successor, boolean isNew, Action action) {
    transitions.increment();
    coverage.count(action);
    if (isNew) {
      witnesses.reached(successor);
    }
    if (antecedents.isDefined()) {
      antecedents.get().taken(state, successor, isNew);
    }
    observer.transition(state, successor, isNew, action);
    if (observer.failure().isDefined()) {
      stop.run();
    }
  }

  @Override
  public void writeState(TLCState state, TLCState successor, boolean isNew) {
    throw new IllegalStateException("TLC reported a transition without its action");
  }

  @Override
  public void writeState(TLCState state, TLCState successor, boolean isNew, Visualization kind) {}

  @Override
  public void writeState(
      TLCState state, TLCState successor, BitVector checks, int from, int length, boolean isNew) {}

  @Override
  public void writeState(
      TLCState state,
      TLCState successor,
      BitVector checks,
      int from,
      int length,
      boolean isNew,
      Visualization kind) {}

  @Override
  public void close() {}

  @Override
  public String getDumpFileName() {
    return "";
  }

  @Override
  public boolean isNoop() {
    return false;
  }

  @Override
  public boolean isDot() {
    return false;
  }

  @Override
  public void snapshot() {}
}
