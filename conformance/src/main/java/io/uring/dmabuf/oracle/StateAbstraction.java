package io.uring.dmabuf.oracle;

import io.uring.dmabuf.replay.ReplayTarget;
import tlc2.tool.TLCState;
import tlc2.value.IValue;
import util.UniqueString;

/**
 * The specification's state of an implementation state: every variable bound, from the
 * implementation alone. What a step left alone is taken over from the state before.
 *
 * @param <S> the implementation's state
 */
@SuppressWarnings("ReferenceEquality") // Identity is what tells that nothing has changed.
final class StateAbstraction<S> {
  private final ReplayTarget<S> target;
  private final UniqueString[] variables;
  private final int[][] partsOf;

  StateAbstraction(ReplayTarget<S> target) {
    this.target = target;
    this.variables =
        target.variables().map(UniqueString::uniqueStringOf).toJavaArray(UniqueString[]::new);
    this.partsOf = new int[variables.length][];
    for (int v = 0; v < variables.length; v++) {
      partsOf[v] = target.partsOf(v);
    }
  }

  /** The state, computed from nothing. */
  TLCState of(S state) {
    TLCState result = TLCState.Empty.createEmpty();
    for (int v = 0; v < variables.length; v++) {
      result.bind(variables[v], target.abstraction(state, v));
    }
    return result;
  }

  /** The state after a step; {@code before} is the state of {@code from}. */
  TLCState after(S from, TLCState before, S to) {
    TLCState result = TLCState.Empty.createEmpty();
    for (int v = 0; v < variables.length; v++) {
      IValue value =
          unchanged(from, to, partsOf[v]) ? before.lookup(variables[v]) : target.abstraction(to, v);
      result.bind(variables[v], value);
    }
    return result;
  }

  private boolean unchanged(S from, S to, int[] parts) {
    for (int part : parts) {
      if (target.part(from, part) != target.part(to, part)) {
        return false;
      }
    }
    return true;
  }
}
