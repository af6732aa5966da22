package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.Laboratory;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Random chains on both sides, until enough operations were compared, the time is over, or the
 * sides differ. The chain with a number is the same in every comparison with the same seed.
 *
 * @param seed of all chains
 * @param operations to compare at least
 * @param seconds to spend at most
 * @param workers threads, each with a laboratory of its own
 */
public record RandomComparison(long seed, long operations, double seconds, int workers) {
  private static final int LENGTH = 400;

  /**
   * What came out.
   *
   * @param tally what was compared
   * @param seconds that it took
   * @param mismatch where the sides differ first, made short, if they do
   * @param stuck where a model that is wrong could not go on first, if it could not
   */
  public record Result(
      Compared tally, double seconds, Option<Mismatch> mismatch, Option<Mismatch> stuck) {}

  /** Compares with the model of a design. */
  public Result run(Design design) {
    return run(design, Option.none(), 0);
  }

  /**
   * The same where a judge is asked about intermediate states of the model: of the first chains,
   * until he has judged enough steps.
   *
   * @param steps to be judged at least
   */
  public Result run(Design design, Option<StepJudge> judge, long steps) {
    long start = System.nanoTime();
    long end = start + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    Work work = new Work(design, judge, steps, end);
    try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
      List<Future<Compared>> running =
          List.range(0, workers).map(i -> pool.submit(() -> chains(work)));
      Compared tally = running.map(RandomComparison::join).fold(Compared.NOTHING, Compared::plus);
      double took = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
      return new Result(tally, took, Option.of(work.found), Option.of(work.stuck));
    }
  }

  /** What the workers share. */
  private static final class Work {
    private final Design design;
    private final Option<StepJudge> judge;
    private final long steps;
    private final long end;
    private final AtomicLong nextChain = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private volatile @Nullable Mismatch found;
    private volatile @Nullable Mismatch stuck;

    Work(Design design, Option<StepJudge> judge, long steps, long end) {
      this.design = design;
      this.judge = judge;
      this.steps = steps;
      this.end = end;
    }

    /** The judge, while he has not judged enough. */
    Option<StepJudge> judge() {
      return judge.filter(asked -> asked.judged() < steps);
    }

    /** A model that is wrong and cannot go on shows nothing: the next chain may. */
    boolean showsNothing(Mismatch mismatch) {
      return !design.isIntended() && !mismatch.isAnswered();
    }

    synchronized void found(Mismatch mismatch) {
      found = found == null ? mismatch : found;
    }

    synchronized void stuck(Mismatch mismatch) {
      stuck = stuck == null ? mismatch : stuck;
    }
  }

  private Compared chains(Work work) {
    try (Laboratory laboratory = new Laboratory()) {
      Chains chains = new Chains(laboratory);
      while (work.found == null
          && work.done.get() < operations
          && System.nanoTime() < work.end
          && !Thread.currentThread().isInterrupted()) {
        long before = chains.tally().operations();
        SplittableRandom random =
            new SplittableRandom(seed * 1_000_003 + work.nextChain.getAndIncrement());
        Option<Mismatch> mismatch =
            work.judge()
                .fold(
                    () -> chains.random(random, LENGTH, work.design),
                    judge -> chains.judged(random, LENGTH, work.design, judge));
        work.done.addAndGet(chains.tally().operations() - before);
        mismatch.filter(work::showsNothing).forEach(work::stuck);
        mismatch
            .filter(found -> !work.showsNothing(found))
            .forEach(found -> work.found(chains.shrink(found, work.design)));
      }
      return chains.tally();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Compared join(Future<Compared> running) {
    try {
      return running.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    }
  }
}
