package io.uring.dmabuf.tlc.known;

import java.util.Set;
import tla2sany.semantic.OpDeclNode;
import tla2sany.semantic.SymbolNode;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.value.IValue;
import util.UniqueString;

/**
 * A state that notes which of its variables are looked at. A formula is evaluated in it, nothing
 * else is done with it.
 */
final class WatchedState extends TLCState {

  private static final long serialVersionUID = 1L;

  private final transient Looked looked;
  private final int first;
  private transient TLCState watched = TLCState.Empty;

  /**
   * A state to be watched.
   *
   * @param looked where what is looked at is noted
   * @param first the number under which its first variable is noted
   */
  WatchedState(Looked looked, int first) {
    this.looked = looked;
    this.first = first;
  }

  /** Watches another state from now on. */
  WatchedState watching(TLCState state) {
    watched = state;
    return this;
  }

  @Override
  public IValue lookup(UniqueString variable) {
    int place = variable.getVarLoc();
    if (place >= 0) {
      looked.at(first + place);
    }
    return watched.lookup(variable);
  }

  @Override
  public boolean containsKey(UniqueString variable) {
    return lookup(variable) != null;
  }

  /** What functions and sets keep that are evaluated only when they are asked. */
  @Override
  public TLCState copy() {
    return new WatchedState(looked, first).watching(watched);
  }

  @Override
  public TLCState createEmpty() {
    return watched.createEmpty();
  }

  @Override
  public String toString() {
    return watched.toString();
  }

  @Override
  public String toString(TLCState last) {
    return watched.toString(last);
  }

  @Override
  public TLCState bind(UniqueString name, IValue value) {
    throw onlyLookedAt();
  }

  @Override
  public TLCState bind(SymbolNode id, IValue value) {
    throw onlyLookedAt();
  }

  @Override
  public TLCState unbind(UniqueString name) {
    throw onlyLookedAt();
  }

  @Override
  public TLCState deepCopy() {
    throw onlyLookedAt();
  }

  @Override
  public StateVec addToVec(StateVec states) {
    throw onlyLookedAt();
  }

  @Override
  public void deepNormalize() {
    throw onlyLookedAt();
  }

  @Override
  public long fingerPrint() {
    throw onlyLookedAt();
  }

  @Override
  public boolean allAssigned() {
    throw onlyLookedAt();
  }

  @Override
  public Set<OpDeclNode> getUnassigned() {
    throw onlyLookedAt();
  }

  private static UnsupportedOperationException onlyLookedAt() {
    return new UnsupportedOperationException("a watched state is only looked at");
  }
}
