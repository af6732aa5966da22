package io.uring.dmabuf.replay;

import io.uring.dmabuf.replay.Divergence.Misfit;
import java.util.ArrayDeque;

/**
 * One thread's comparisons with known states that had to be put off: another thread had found the
 * state, but not stored it yet.
 *
 * @param <S> the implementation's state
 */
final class PutOff<S> {
  private final StateTable<S> table;
  private final Diagnosis<S> diagnosis;
  private final ArrayDeque<Edge> edges = new ArrayDeque<>();

  PutOff(StateTable<S> table, Diagnosis<S> diagnosis) {
    this.table = table;
    this.diagnosis = diagnosis;
  }

  /**
   * A comparison put off.
   *
   * @param to the target of the transition
   * @param digest the digest of the implementation's state there
   * @param from the source of the transition
   * @param step the index of the step
   */
  private record Edge(long to, long digest, long from, int step) {}

  /** Puts off a comparison. */
  void add(long to, long digest, long from, int step) {
    edges.add(new Edge(to, digest, from, step));
  }

  /** Looks again at every comparison that was put off. */
  void settle() {
    for (int i = edges.size(); i > 0; i--) {
      Edge each = edges.remove();
      long expected = table.digest(each.to);
      if (expected == 0) {
        edges.add(each);
      } else if (expected != each.digest) {
        throw diagnosis.hidden(each.from, each.step, each.to);
      }
    }
  }

  /** At the end nothing may be left. */
  void settleAll() {
    settle();
    if (!edges.isEmpty()) {
      Edge left = edges.element();
      throw diagnosis.diverged(
          new Misfit("TLC knows a state that was never reported as new"), left.from, left.step);
    }
  }
}
