package io.uring.dmabuf.tlc.run;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tlc2.tool.ModelChecker;

/** Tells every {@value #PERIOD} milliseconds how far TLC is. */
final class ProgressClock implements AutoCloseable {

  private static final long PERIOD = 2000;

  private final ModelChecker checker;
  private final TransitionObserver observer;
  private final ScheduledExecutorService clock;
  private long distinctBefore;

  ProgressClock(ModelChecker checker, TransitionObserver observer, Consumer<Progress> listener) {
    this.checker = checker;
    this.observer = observer;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("progress").factory());
    var unused =
        clock.scheduleAtFixedRate(
            () -> listener.accept(now()), PERIOD, PERIOD, TimeUnit.MILLISECONDS);
  }

  private Progress now() {
    long distinct = checker.getDistinctStatesGenerated();
    long rate = (distinct - distinctBefore) * 1000 / PERIOD;
    distinctBefore = distinct;
    return new Progress(
        distinct,
        checker.getStatesGenerated(),
        checker.getStateQueueSize(),
        rate,
        observer.transitionsReplayed(),
        Processor.seconds());
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
