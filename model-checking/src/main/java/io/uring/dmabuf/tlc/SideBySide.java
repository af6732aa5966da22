package io.uring.dmabuf.tlc;

import io.vavr.collection.List;
import io.vavr.control.Either;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Work that is mostly done by other processes: two pieces at a time where there are two cores. */
public final class SideBySide {
  private SideBySide() {}

  /** How many pieces are done at a time. */
  public static int width() {
    return Math.max(1, Math.min(2, Runtime.getRuntime().availableProcessors()));
  }

  /** Threads for so many pieces, which keep no process from ending. */
  public static ExecutorService threads() {
    return Executors.newFixedThreadPool(width(), Thread.ofPlatform().daemon().factory());
  }

  /**
   * What all pieces of work give, in their order; one line about the first that gives nothing, and
   * the rest is not begun.
   *
   * @param failure the beginning of the line about a piece that throws
   */
  public static <T> Either<String, List<T>> all(
      List<? extends Callable<Either<String, T>>> work, String failure) {
    ExecutorService threads = threads();
    try {
      List<Future<Either<String, T>>> pieces =
          List.<Callable<Either<String, T>>>narrow(work).map(threads::submit);
      List<T> done = List.empty();
      for (Future<Either<String, T>> piece : pieces) {
        Either<String, T> given = piece.get();
        if (given.isLeft()) {
          return Either.left(given.getLeft());
        }
        done = done.prepend(given.get());
      }
      return Either.right(done.reverse());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Either.left("interrupted");
    } catch (ExecutionException e) {
      return Either.left(failure + ": " + e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }
}
