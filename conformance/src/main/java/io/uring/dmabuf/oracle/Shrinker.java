package io.uring.dmabuf.oracle;

import io.uring.dmabuf.tlc.ActionLabel;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.function.Function;

/**
 * The shortening of a failing run: steps are left out, many at once first, then ever fewer, for as
 * long as the run still fails in the same way. What is no longer enabled without a step that was
 * left out goes with it.
 */
public final class Shrinker {
  private Shrinker() {}

  /**
   * A run that fails by the same check, and from which no single step can be left out.
   *
   * @param failing a run that fails
   * @param replay runs steps again, leaving out those that are not enabled
   */
  static RandomRun shrink(RandomRun failing, Function<List<ActionLabel>, RandomRun> replay) {
    List<ActionLabel> shortest =
        shrink(
            failing.steps(),
            steps ->
                Option.some(replay.apply(steps))
                    .filter(run -> failsLike(failing, run))
                    .map(RandomRun::steps));
    return shortest.size() == failing.steps().size() ? failing : replay.apply(shortest);
  }

  private static boolean failsLike(RandomRun run, RandomRun candidate) {
    return candidate.finding().map(Finding::kind).equals(run.finding().map(Finding::kind));
  }

  /**
   * The steps of a run that fails in the same way, from which no single step can be left out.
   *
   * @param failing the steps of a run that fails at the last of them
   * @param replay runs steps again: those that were taken, if the run fails in the same way
   */
  public static <A> List<A> shrink(List<A> failing, Function<List<A>, Option<List<A>>> replay) {
    List<A> best = failing;
    int size = Math.max(1, best.size() / 2);
    while (true) {
      List<A> shorter = pass(best, size, replay);
      if (size == 1 && shorter.size() == best.size()) {
        return shorter;
      }
      best = shorter;
      size = Math.max(1, Math.min(size / 2, best.size() / 2));
    }
  }

  /** Tries to leave out each piece of a size once, from the end to the start. */
  private static <A> List<A> pass(
      List<A> steps, int size, Function<List<A>, Option<List<A>>> replay) {
    List<A> best = steps;
    int end = best.size() - 1;
    while (end > 0) {
      int start = Math.max(0, end - size);
      int now = best.size();
      Option<List<A>> candidate =
          replay.apply(best.take(start).appendAll(best.drop(end))).filter(c -> c.size() < now);
      best = candidate.getOrElse(best);
      end = Math.min(start, best.size() - 1);
    }
    return best;
  }
}
