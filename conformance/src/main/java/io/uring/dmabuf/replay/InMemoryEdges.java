package io.uring.dmabuf.replay;

import io.uring.dmabuf.tlc.run.TransitionObserver;
import io.vavr.control.Option;
import java.util.Arrays;
import tlc2.tool.Action;
import tlc2.tool.TLCState;

/**
 * All transitions of one run of TLC with one worker, kept in memory in the order in which they
 * came, so that they can be replayed again without TLC. Costs the memory of all of TLC's states;
 * meant for benchmarks and tests.
 */
@SuppressWarnings("ReferenceEquality") // TLC hands in one and the same source.
public final class InMemoryEdges implements TransitionObserver.Looking {
  private TLCState[] from = new TLCState[1024];
  private TLCState[] to = new TLCState[1024];
  private Action[] actions = new Action[1024];

  /** Two fingerprints a transition: of its source, of its target. */
  private long[] prints = new long[2 * 1024];

  private boolean[] isNew = new boolean[1024];
  private int size;
  private Option<TLCState> initial = Option.none();

  @Override
  public synchronized void initial(TLCState state) {
    initial = Option.of(state);
  }

  @Override
  public synchronized void transition(
      TLCState source, TLCState target, boolean isNewState, Action action) {
    if (size == from.length) {
      grow();
    }
    boolean sameSource = size > 0 && from[size - 1] == source;
    from[size] = source;
    to[size] = target;
    actions[size] = action;
    prints[2 * size] = sameSource ? prints[2 * size - 2] : source.fingerPrint();
    prints[2 * size + 1] = target.fingerPrint();
    isNew[size] = isNewState;
    size++;
  }

  private void grow() {
    int length = 2 * from.length;
    from = Arrays.copyOf(from, length);
    to = Arrays.copyOf(to, length);
    actions = Arrays.copyOf(actions, length);
    prints = Arrays.copyOf(prints, 2 * length);
    isNew = Arrays.copyOf(isNew, length);
  }

  /** The number of transitions. */
  public int size() {
    return size;
  }

  /** Asks an implementation every question, on this thread, up to the first wrong answer. */
  public void replay(DataObserver observer) {
    for (int i = 0; i < size && observer.divergence().isEmpty(); i++) {
      observer.transition(from[i], to[i], isNew[i], actions[i]);
    }
  }

  /** Shows everything to an observer, on this thread, up to its first failure. */
  public void replay(ReplayObserver<?> observer) {
    for (TLCState state : initial) {
      observer.initial(state, state.fingerPrint());
    }
    for (int i = 0; i < size && observer.divergence().isEmpty(); i++) {
      observer.transition(from[i], prints[2 * i], to[i], prints[2 * i + 1], isNew[i], actions[i]);
    }
    observer.finish();
  }
}
