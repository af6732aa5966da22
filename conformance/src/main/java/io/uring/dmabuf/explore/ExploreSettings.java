package io.uring.dmabuf.explore;

import io.vavr.control.Option;
import java.nio.file.Path;

/**
 * What can be chosen about an exploration.
 *
 * @param threads how many threads expand a level, at least 1
 * @param limit the number of states at which it ends without an answer, at least 1
 * @param law the only law that is asked, by name; none for all
 * @param journal where each level is noted when it is known, and from where an exploration that was
 *     ended goes on; none for nowhere
 */
public record ExploreSettings(
    int threads, long limit, Option<String> law, Option<JournalPlace> journal) {

  /**
   * The place of a journal.
   *
   * @param file its file
   * @param about what is explored, in one line
   */
  public record JournalPlace(Path file, String about) {}

  /** As many threads as there are cores, no limit but the heap, and all laws. */
  public static ExploreSettings standard() {
    return new ExploreSettings(
        Runtime.getRuntime().availableProcessors(), Long.MAX_VALUE, Option.none(), Option.none());
  }

  /** The same with another number of threads. */
  public ExploreSettings withThreads(int count) {
    return new ExploreSettings(count, limit, law, journal);
  }

  /** The same with another limit. */
  public ExploreSettings withLimit(long states) {
    return new ExploreSettings(threads, states, law, journal);
  }

  /** The same where nothing but one law is asked. */
  public ExploreSettings asking(String name) {
    return new ExploreSettings(threads, limit, Option.some(name), journal);
  }

  /** The same with a journal. */
  public ExploreSettings withJournal(Path file, String about) {
    return new ExploreSettings(threads, limit, law, Option.some(new JournalPlace(file, about)));
  }

  /** The same without a journal. */
  ExploreSettings withoutJournal() {
    return new ExploreSettings(threads, limit, law, Option.none());
  }

  boolean asks(String name) {
    return law.isEmpty() || law.contains(name);
  }
}
