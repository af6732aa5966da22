package io.uring.dmabuf.explore;

/**
 * What can be chosen about an exploration.
 *
 * @param threads how many threads expand a level, at least 1
 * @param limit the number of states at which it ends without an answer, at least 1
 */
public record ExploreSettings(int threads, long limit) {

  /** As many threads as there are cores, and no limit but the heap. */
  public static ExploreSettings standard() {
    return new ExploreSettings(Runtime.getRuntime().availableProcessors(), Long.MAX_VALUE);
  }

  /** The same with another number of threads. */
  public ExploreSettings withThreads(int count) {
    return new ExploreSettings(count, limit);
  }

  /** The same with another limit. */
  public ExploreSettings withLimit(long states) {
    return new ExploreSettings(threads, states);
  }
}
