package io.uring.dmabuf.replay;

import io.vavr.collection.Set;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tlc2.tool.TLCState;
import tlc2.value.IValue;
import tlc2.value.impl.Value;

/**
 * One thread's look at the states that the steps out of one state lead to: which parts changed,
 * whether the variables equal those of the specification, and whether the structural laws hold.
 * What depends on unchanged parts only is not computed again.
 *
 * @param <S> the implementation's state
 */
@SuppressWarnings("ReferenceEquality") // Identity is what tells that nothing has changed.
final class SuccessorCheck<S> {
  private final ReplayShape<S> shape;
  private final ReplayTarget<S> target;
  private final KnownParts<S> known;
  private final Calling calling;

  /** The parts of the state that is looked at, after {@link #changedParts}. */
  private final Part[] parts;

  /** A bit for each part. */
  private final long all;

  private final @Nullable Object[] sourceObjects;
  private Part[] sourceParts = new Part[0];
  private @Nullable S source;
  private final Memo<Value>[] values;
  private final Auditor<S> auditor;

  SuccessorCheck(ReplayShape<S> shape, Set<String> judged, KnownParts<S> known, Calling calling) {
    this.shape = shape;
    this.target = shape.target();
    this.known = known;
    this.calling = calling;
    this.parts = new Part[shape.parts()];
    this.all = -1L >>> Long.SIZE - shape.parts();
    this.sourceObjects = new @Nullable Object[shape.parts()];
    this.values = memos(shape.variables(), target::partsOf);
    this.auditor = Auditor.besideTlc(target.laws(), judged);
  }

  @SuppressWarnings("unchecked")
  private static <V> Memo<V>[] memos(int count, IntFunction<int[]> parts) {
    Memo<V>[] memos = new Memo[count];
    for (int i = 0; i < count; i++) {
      memos[i] = new Memo<>(parts.apply(i));
    }
    return memos;
  }

  /** The state whose successors come next. */
  void enter(StateTable.Kept<S> source) {
    sourceParts = source.parts();
    this.source = source.state();
    Arrays.fill(sourceObjects, null);
  }

  /** The parts, as bits, in which a successor differs; afterwards {@link #parts} has its parts. */
  long changedParts(S java) {
    calling.what = "the digest";
    S before = Objects.requireNonNull(source);
    System.arraycopy(sourceParts, 0, parts, 0, parts.length);
    long changed = 0;
    for (long rest = all & ~target.shared(before, java); rest != 0; rest &= rest - 1) {
      int i = Long.numberOfTrailingZeros(rest);
      Object part = target.part(java, i);
      if (part != sourceObject(before, i)) {
        parts[i] = known.of(i, part);
        changed |= parts[i] != sourceParts[i] ? 1L << i : 0;
      }
    }
    calling.what = "";
    return changed;
  }

  private Object sourceObject(S before, int part) {
    Object object = sourceObjects[part];
    if (object == null) {
      object = target.part(before, part);
      sourceObjects[part] = object;
    }
    return object;
  }

  /** The parts of the successor that is looked at; the next one overwrites them. */
  Part[] parts() {
    return parts;
  }

  /**
   * Compares every variable that the changed parts concern; on a sample everything, anew.
   *
   * @return the index of a variable that differs, or -1
   */
  int firstDifferent(TLCState from, TLCState to, S java, long changed, boolean sample) {
    calling.what = "the abstraction";
    for (int v = 0; v < shape.variables(); v++) {
      IValue expected = to.lookup(shape.variable(v));
      boolean same =
          !sample && (shape.partsOf(v) & changed) == 0
              ? TlaValues.same(from.lookup(shape.variable(v)), expected)
              : TlaValues.same(
                  sample ? target.abstraction(java, v) : abstraction(java, v), expected);
      if (!same) {
        return v;
      }
    }
    calling.what = "";
    return -1;
  }

  private Value abstraction(S java, int variable) {
    Value value = values[variable].find(parts);
    if (value == null) {
      value = target.abstraction(java, variable);
      values[variable].put(parts, value);
    }
    return value;
  }

  /**
   * Evaluates every law that the changed parts concern and that is not left to TLC; on a sample all
   * of them, anew.
   *
   * @return what breaks a law, or null
   */
  @Nullable String brokenLaw(S java, long changed, boolean sample) {
    calling.what = "the audit";
    Auditor.Broken broken = auditor.broken(java, parts, changed, sample);
    calling.what = "";
    return broken == null ? null : broken.how();
  }
}
