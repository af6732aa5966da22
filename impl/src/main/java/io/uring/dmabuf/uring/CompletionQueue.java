package io.uring.dmabuf.uring;

import io.vavr.collection.List;
import io.vavr.collection.Vector;

/**
 * The completion queue: entries in the order in which they were posted. It does not overflow.
 *
 * @param entries the oldest first
 */
public record CompletionQueue(Vector<Cqe> entries) {
  /**
   * The user data of tag number 0; tags are numbered from 1 in the order in which they are given.
   */
  public static final long TAG_BASE = 0x1000;

  /** A queue without entries. */
  public static CompletionQueue empty() {
    return new CompletionQueue(Vector.empty());
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

  /** What was posted since the queue was as before, if nothing was consumed. */
  List<Cqe> postedSince(CompletionQueue before) {
    return entries.drop(before.entries.size()).toList();
  }

  CompletionQueue post(long userData, int res) {
    return new CompletionQueue(entries.append(new Cqe(userData, res)));
  }

  /** The queue without the oldest entry of the given user data: the user peeks, then consumes. */
  CompletionQueue consume(long userData) {
    int at = entries.indexWhere(entry -> entry.userData() == userData);
    return at < 0 ? this : new CompletionQueue(entries.removeAt(at));
  }
}
