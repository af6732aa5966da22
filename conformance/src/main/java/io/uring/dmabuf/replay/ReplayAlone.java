package io.uring.dmabuf.replay;

import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.SpecIndex;
import io.uring.dmabuf.tlc.TracePrinter;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;

/**
 * Measurements of the replay without TLC: transitions a second, and bytes of a kept implementation
 * state.
 */
public final class ReplayAlone {
  private ReplayAlone() {}

  /**
   * The outcome of a measurement.
   *
   * @param edges transitions replayed
   * @param states distinct states among them
   * @param seconds wall time of the middle one of the measured passes
   * @param failure what the replay found, if anything
   */
  public record Rate(long edges, long states, double seconds, Option<Failure> failure) {}

  /**
   * The size of kept states.
   *
   * @param states how many states were held at once
   * @param bytesPerState heap that a state costs with its parts' digests, what it shares with
   *     others counted once
   */
  public record Size(int states, double bytesPerState) {}

  /**
   * Replays recorded transitions on one thread: passes to warm up for {@code warmUp}, at least one,
   * then {@code passes} measured ones. Each pass begins with a new observer and does everything
   * that a replay under TLC does, except that the fingerprints are known.
   *
   * @param passes at least 1
   */
  public static <S> Rate rate(
      InMemoryEdges edges,
      ReplayTarget<S> target,
      ReplaySettings settings,
      Duration warmUp,
      int passes) {
    long warm = System.nanoTime() + warmUp.toNanos();
    do {
      edges.replay(observer(target, settings));
    } while (System.nanoTime() < warm);
    List<Rate> rates = List.empty();
    for (int i = 0; i < passes; i++) {
      ReplayObserver<S> observer = observer(target, settings);
      long start = System.nanoTime();
      edges.replay(observer);
      double seconds = (System.nanoTime() - start) / 1e9;
      rates =
          rates.prepend(
              new Rate(
                  observer.transitionsReplayed(), observer.states(), seconds, observer.failure()));
    }
    return rates.sortBy(Rate::seconds).get(passes / 2);
  }

  private static <S> ReplayObserver<S> observer(ReplayTarget<S> target, ReplaySettings settings) {
    return new ReplayObserver<>(
        "bench", target, settings, () -> new TracePrinter(SpecIndex.of(List.empty())));
  }

  /**
   * The heap that kept states cost: the implementation's own state space is explored in breadth up
   * to {@code limit} states, all of them are held, and the heap in use after a full collection is
   * compared with and without them.
   *
   * @param limit the greatest number of states, at least 1
   */
  public static <S> Size size(ReplayTarget<S> target, int limit) {
    long before = usedHeap();
    java.util.List<StateTable.Kept<S>> held = explore(target, limit);
    long with = usedHeap();
    int count = held.size();
    held.clear();
    return new Size(count, Math.max(0, with - before) / (double) count);
  }

  private static <S> java.util.List<StateTable.Kept<S>> explore(ReplayTarget<S> target, int limit) {
    List<StepDef<S>> steps = target.steps();
    KnownParts<S> parts = new KnownParts<>(target);
    ArrayList<StateTable.Kept<S>> found = new ArrayList<>();
    Set<Long> digests = new HashSet<>();
    found.add(parts.kept(target.initial()));
    digests.add(found.getFirst().digest());
    for (int i = 0; i < found.size() && found.size() < limit; i++) {
      for (StepDef<S> step : steps) {
        S next = step.step().apply(found.get(i).state());
        if (next != null && found.size() < limit) {
          StateTable.Kept<S> kept = parts.kept(next);
          if (digests.add(kept.digest())) {
            found.add(kept);
          }
        }
      }
    }
    found.trimToSize();
    return found;
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }
}
