package io.uring.dmabuf.uring;

import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * The completion queue: entries in the order in which they were posted. It does not overflow.
 *
 * @param entries those that the user has not consumed, the oldest first
 * @param tags how often each tag was posted, consumed or not, by its user data
 * @param again the first tag that was posted a second time
 */
public record CompletionQueue(Vector<Cqe> entries, Map<Long, Integer> tags, Option<Long> again) {
  /**
   * The user data of tag number 0; tags are numbered from 1 in the order in which they are given.
   */
  public static final long TAG_BASE = 0x1000;

  /** A queue without entries. */
  public static CompletionQueue empty() {
    return new CompletionQueue(Vector.empty(), HashMap.empty(), Option.none());
  }

  /** The user data of a tag by its number, from 1. */
  public static long userDataOfTag(int number) {
    return TAG_BASE + number;
  }

  /** The number of a tag by its user data. */
  public static int numberOfTag(long userData) {
    return (int) (userData - TAG_BASE);
  }

  /** How many entries carry the given user data. */
  public int count(long userData) {
    return entries.count(entry -> entry.userData() == userData);
  }

  /** How often a tag was posted. */
  int timesPosted(long tag) {
    return tags.getOrElse(tag, 0);
  }

  /** What was posted since the queue was as before, if nothing was consumed. */
  List<Cqe> postedSince(CompletionQueue before) {
    return entries.drop(before.entries.size()).toList();
  }

  CompletionQueue post(long userData, int res) {
    return new CompletionQueue(entries.append(new Cqe(userData, res)), tags, again);
  }

  CompletionQueue postTag(long tag) {
    int times = timesPosted(tag);
    return new CompletionQueue(
        entries.append(new Cqe(tag, 0)),
        tags.put(tag, times + 1),
        again.orElse(Option.when(times > 0, tag)));
  }

  /** The queue without the oldest entry of the given user data: the user peeks, then consumes. */
  CompletionQueue consume(long userData) {
    int at = entries.indexWhere(entry -> entry.userData() == userData);
    return at < 0 ? this : new CompletionQueue(entries.removeAt(at), tags, again);
  }
}
