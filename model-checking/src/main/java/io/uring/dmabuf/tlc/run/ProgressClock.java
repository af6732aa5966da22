package io.uring.dmabuf.tlc.run;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells every {@value #PERIOD} milliseconds how far TLC is. */
final class ProgressClock implements AutoCloseable {

  private static final long PERIOD = 2000;

  private final Supplier<Progress> progress;
  private final ScheduledExecutorService clock;
  private long distinctBefore;

  /**
   * Runs until it is closed.
   *
   * @param progress how far TLC is, without a rate
   * @param listener told it with the rate
   */
  ProgressClock(Supplier<Progress> progress, Consumer<Progress> listener) {
    this.progress = progress;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("progress").factory());
    var unused =
        clock.scheduleAtFixedRate(
            () -> listener.accept(now()), PERIOD, PERIOD, TimeUnit.MILLISECONDS);
  }

  private Progress now() {
    Progress now = progress.get();
    long rate = (now.distinct() - distinctBefore) * 1000 / PERIOD;
    distinctBefore = now.distinct();
    return now.at(rate);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
