package io.uring.dmabuf.replay;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The steps that the implementation can take in one state, and which of them TLC has taken.
 *
 * @param <S> the implementation's state
 */
final class EnabledSteps<S> {
  private final ReplayTarget<S> target;
  private final StepIndex<S> steps;
  private final Calling calling;
  private final @Nullable Object[] next;
  private final boolean[] met;
  private int unmet;
  private long repeated;

  EnabledSteps(ReplayShape<S> shape, Calling calling) {
    this.target = shape.target();
    this.steps = shape.steps();
    this.calling = calling;
    this.next = new @Nullable Object[steps.size()];
    this.met = new boolean[steps.size()];
  }

  /**
   * Begins a state: computes every step that the implementation can take there.
   *
   * @param all whether also those are tried that the target says are not worth it
   * @return how many there are
   */
  int enter(S state, boolean all) {
    calling.what = "the choice of steps";
    int[] allowed = all ? null : target.allowed(state);
    Arrays.fill(next, null);
    Arrays.fill(met, false);
    calling.what = "the step";
    unmet = 0;
    int count = allowed == null ? next.length : allowed.length;
    for (int i = 0; i < count; i++) {
      int step = allowed == null ? i : allowed[i];
      calling.step = step;
      S successor = steps.step(step).apply(state);
      if (successor != null) {
        next[step] = successor;
        unmet++;
      }
    }
    calling.what = "";
    calling.step = -1;
    return unmet;
  }

  /** The state that a step of TLC's leads to, which is now met; null where it is refused. */
  @SuppressWarnings("unchecked")
  @Nullable S meet(int step) {
    S java = (S) next[step];
    if (java == null) {
      return null;
    }
    if (met[step]) {
      repeated++;
    } else {
      met[step] = true;
      unmet--;
    }
    return java;
  }

  /** The index of a step that TLC has not taken, or -1. */
  int firstUnmet() {
    if (unmet == 0) {
      return -1;
    }
    int step = 0;
    while (next[step] == null || met[step]) {
      step++;
    }
    return step;
  }

  /** The state that an enabled step leads to. */
  @SuppressWarnings("unchecked")
  S successor(int step) {
    return (S) next[step];
  }

  /** How often TLC took a step that it had taken already, under another binding of its action. */
  long repeated() {
    return repeated;
  }
}
