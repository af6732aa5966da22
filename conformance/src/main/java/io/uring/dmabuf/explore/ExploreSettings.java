package io.uring.dmabuf.explore;

import io.vavr.control.Option;

/**
 * What can be chosen about an exploration.
 *
 * @param threads how many threads expand a level, at least 1
 * @param limit the number of states at which it ends without an answer, at least 1
 * @param law the only law that is asked, by name; none for all
 */
public record ExploreSettings(int threads, long limit, Option<String> law) {

  /** As many threads as there are cores, no limit but the heap, and all laws. */
  public static ExploreSettings standard() {
    return new ExploreSettings(
        Runtime.getRuntime().availableProcessors(), Long.MAX_VALUE, Option.none());
  }

  /** The same with another number of threads. */
  public ExploreSettings withThreads(int count) {
    return new ExploreSettings(count, limit, law);
  }

  /** The same with another limit. */
  public ExploreSettings withLimit(long states) {
    return new ExploreSettings(threads, states, law);
  }

  /** The same where nothing but one law is asked. */
  public ExploreSettings asking(String name) {
    return new ExploreSettings(threads, limit, Option.some(name));
  }

  boolean asks(String name) {
    return law.isEmpty() || law.contains(name);
  }
}
