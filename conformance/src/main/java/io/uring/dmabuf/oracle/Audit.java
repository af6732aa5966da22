package io.uring.dmabuf.oracle;

import io.uring.dmabuf.replay.Law;
import io.uring.dmabuf.replay.ReplayTarget;
import io.vavr.control.Option;

/**
 * The structural laws of a target, asked of one state of a run after the other.
 *
 * @param <S> the implementation's state
 */
final class Audit<S> {
  private final ReplayTarget<S> target;
  private final Law<S>[] laws;

  /** The parts that each law looks at, as bits. */
  private final long[] looksAt;

  /** The laws of a target. */
  @SuppressWarnings("unchecked")
  Audit(ReplayTarget<S> target) {
    this.target = target;
    this.laws = target.laws().toJavaArray(Law[]::new);
    this.looksAt = target.laws().toJavaStream().mapToLong(Law::partBits).toArray();
  }

  /** One line about a law that a state breaks, if any. */
  Option<String> broken(S state) {
    return target.audit(state);
  }

  /**
   * The same after a step from a state that broke no law: laws about nothing but parts that are
   * identical in both are not asked again.
   */
  Option<String> broken(S before, S after) {
    long changed = changed(before, after);
    for (int i = 0; i < laws.length; i++) {
      if ((looksAt[i] & changed) != 0) {
        Option<String> how = laws[i].broken().apply(after);
        if (how.isDefined()) {
          return how;
        }
      }
    }
    return Option.none();
  }

  /** The parts that are another object in the second state, as bits. */
  @SuppressWarnings("ReferenceEquality") // Identity is what tells that nothing has changed.
  private long changed(S before, S after) {
    long changed = 0;
    for (int part = 0; part < target.parts(); part++) {
      if (target.part(before, part) != target.part(after, part)) {
        changed |= 1L << part;
      }
    }
    return changed;
  }
}
