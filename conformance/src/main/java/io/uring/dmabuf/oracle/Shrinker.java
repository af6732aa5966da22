package io.uring.dmabuf.oracle;

import io.uring.dmabuf.tlc.ActionLabel;
import io.vavr.collection.List;
import java.util.function.Function;

/**
 * The shortening of a failing run: steps are left out, many at once first, then ever fewer, for as
 * long as the run still fails in the same way. What is no longer enabled without a step that was
 * left out goes with it.
 */
final class Shrinker {
  private Shrinker() {}

  /**
   * A run that fails by the same check, and from which no single step can be left out.
   *
   * @param failing a run that fails
   * @param replay runs steps again, leaving out those that are not enabled
   */
  static RandomRun shrink(RandomRun failing, Function<List<ActionLabel>, RandomRun> replay) {
    RandomRun best = failing;
    int size = Math.max(1, best.steps().size() / 2);
    while (true) {
      RandomRun shorter = pass(best, size, replay);
      if (size == 1 && shorter.steps().size() == best.steps().size()) {
        return shorter;
      }
      best = shorter;
      size = Math.max(1, Math.min(size / 2, best.steps().size() / 2));
    }
  }

  /** Tries to leave out each piece of a size once, from the end to the start. */
  private static RandomRun pass(
      RandomRun run, int size, Function<List<ActionLabel>, RandomRun> replay) {
    RandomRun best = run;
    int end = best.steps().size() - 1;
    while (end > 0) {
      int start = Math.max(0, end - size);
      List<ActionLabel> steps = best.steps();
      RandomRun candidate = replay.apply(steps.take(start).appendAll(steps.drop(end)));
      if (failsLike(best, candidate) && candidate.steps().size() < steps.size()) {
        best = candidate;
        end = Math.min(start, best.steps().size() - 1);
      } else {
        end = start;
      }
    }
    return best;
  }

  private static boolean failsLike(RandomRun run, RandomRun candidate) {
    return candidate.finding().map(Finding::kind).equals(run.finding().map(Finding::kind));
  }
}
