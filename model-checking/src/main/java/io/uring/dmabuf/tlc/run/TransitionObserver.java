package io.uring.dmabuf.tlc.run;

import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.Measured;
import io.uring.dmabuf.tlc.trace.Trace;
import io.vavr.control.Option;
import tlc2.tool.Action;
import tlc2.tool.TLCState;

/**
 * A listener to everything that TLC explores in one run: each initial state and each transition,
 * also those into states that are already known. The replay of the transitions on the
 * implementation is one; a plain run has {@link #none()}.
 */
public interface TransitionObserver {

  /** An initial state. Called before any transition. */
  void initial(TLCState state);

  /**
   * A transition, also into a known state. TLC's workers call it concurrently; a worker that comes
   * with another {@code from} has finished its previous one.
   *
   * @param from the state that is being expanded
   * @param to the successor
   * @param isNew whether TLC sees {@code to} for the first time
   * @param action the action with its bound arguments; {@link ActionLabel#of} reads its name and
   *     arguments
   */
  void transition(TLCState from, TLCState to, boolean isNew, Action action);

  /** TLC has ended normally: checks what is left, such as states without successors. */
  void finish();

  /** The first failure, if any. It stops the run. */
  Option<Failure> failure();

  /** The path to the first failure, where the observer knows one; written to files on request. */
  default Option<Trace> trace() {
    return Option.none();
  }

  /** Transitions replayed so far, in transitions. */
  long transitionsReplayed();

  /** Divergences found so far. */
  long divergences();

  /** What was measured during a run, with what this observer has counted. */
  default Measured counted(Measured run) {
    return run;
  }

  /** An observer that only looks: it replays nothing and finds nothing wrong. */
  interface Looking extends TransitionObserver {
    @Override
    default void finish() {}

    @Override
    default Option<Failure> failure() {
      return Option.none();
    }

    @Override
    default long transitionsReplayed() {
      return 0;
    }

    @Override
    default long divergences() {
      return 0;
    }
  }

  /** The observer of a plain run: sees everything, replays nothing. */
  static TransitionObserver none() {
    return new Looking() {
      @Override
      public void initial(TLCState state) {}

      @Override
      public void transition(TLCState from, TLCState to, boolean isNew, Action action) {}
    };
  }
}
