package io.uring.dmabuf.replay;

import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.uring.dmabuf.tlc.trace.TracePrinter;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.time.Duration;

/** The measurement of the replay without TLC, in transitions a second. */
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
}
