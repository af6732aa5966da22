package io.uring.dmabuf.uring;

import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/**
 * The completion queue: entries in the order in which they were posted, and a list of those that
 * had no room. While that list is told of, all that is posted goes there, so that nothing overtakes
 * (io_uring/io_uring.c: io_cqring_wait has it put into the queue).
 *
 * @param size how many entries the user can see at once, at least 1
 * @param entries those that the user has not consumed, the oldest first
 * @param overflow those that had no room
 * @param tags how often each tag was posted, consumed or not, by its user data
 * @param again the first tag that was posted a second time
 */
public record CompletionQueue(
    int size, Vector<Cqe> entries, Overflow overflow, Map<Long, Integer> tags, Option<Long> again) {
  /**
   * The user data of tag number 0; tags are numbered from 1 in the order in which they are given.
   */
  public static final long TAG_BASE = 0x1000;

  /**
   * What had no room.
   *
   * @param list entries that are in the kernel, the oldest first
   * @param told whether the user, and whoever posts, is told of them (IORING_SQ_CQ_OVERFLOW)
   * @param lost how many had no memory either (cq_overflow)
   * @param untold whether some were lost since somebody was told by -EBADR
   */
  public record Overflow(Vector<Cqe> list, boolean told, int lost, boolean untold) {
    private static final Overflow NONE = new Overflow(Vector.empty(), false, 0, false);

    /** One more that had no room. */
    Overflow with(Cqe cqe) {
      return new Overflow(list.append(cqe), true, lost, untold);
    }

    /** The oldest has found room. */
    Overflow withoutOldest() {
      return new Overflow(list.tail(), told, lost, untold);
    }

    /** Whether anybody is told of them. */
    Overflow telling(boolean now) {
      return new Overflow(list, now, lost, untold);
    }

    /**
     * How many were lost.
     *
     * @param someUntold whether somebody is to be told
     */
    Overflow losing(int now, boolean someUntold) {
      return new Overflow(list, told, now, someUntold);
    }
  }

  /** A queue without entries that never fills. */
  public static CompletionQueue empty() {
    return of(Integer.MAX_VALUE);
  }

  /** A queue without entries. */
  public static CompletionQueue of(int size) {
    return new CompletionQueue(size, Vector.empty(), Overflow.NONE, HashMap.empty(), Option.none());
  }

  /** The user data of a tag by its number, from 1. */
  public static long userDataOfTag(int number) {
    return TAG_BASE + number;
  }

  /** The number of a tag by its user data. */
  public static int numberOfTag(long userData) {
    return (int) (userData - TAG_BASE);
  }

  /** Whether the user can see one more entry. */
  boolean hasRoom() {
    return entries.size() < size;
  }

  /** How many entries carry the given user data, whether the user can see them or not. */
  public int count(long userData) {
    return entries.count(entry -> entry.userData() == userData)
        + overflow.list().count(entry -> entry.userData() == userData);
  }

  /** How many entries there are, whether the user can see them or not. */
  public int held() {
    return entries.size() + overflow.list().size();
  }

  /** How often a tag was posted. */
  int timesPosted(long tag) {
    return tags.getOrElse(tag, 0);
  }

  /** What was posted since the queue was as before, if nothing was consumed. */
  List<Cqe> postedSince(CompletionQueue before) {
    return entries
        .drop(before.entries.size())
        .appendAll(overflow.list().drop(before.overflow.list().size()))
        .toList();
  }

  CompletionQueue post(long userData, int res) {
    return post(new Cqe(userData, res), true);
  }

  CompletionQueue postTag(long tag) {
    int times = timesPosted(tag);
    CompletionQueue posted = post(new Cqe(tag, 0), true);
    return new CompletionQueue(
        size,
        posted.entries,
        posted.overflow,
        tags.put(tag, times + 1),
        again.orElse(Option.when(times > 0, tag)));
  }

  /**
   * The queue with one more entry, which goes to the list where it has no room or would overtake.
   *
   * @param hasMemory whether an entry of the list can be had; without one what has no room is lost
   */
  CompletionQueue post(Cqe cqe, boolean hasMemory) {
    if (hasRoom() && !overflow.told()) {
      return withEntries(entries.append(cqe));
    }
    return with(hasMemory ? overflow.with(cqe) : overflow.losing(overflow.lost() + 1, true));
  }

  /** The queue with the oldest entry of the list, which is not empty. */
  CompletionQueue flushed() {
    return withEntries(entries.append(overflow.list().head())).with(overflow.withoutOldest());
  }

  /** The queue where the user is told of the list as long as it has something. */
  CompletionQueue toldOfList() {
    return with(overflow.telling(overflow.told() && !overflow.list().isEmpty()));
  }

  /** The queue of which somebody knows that entries were lost. */
  CompletionQueue toldOfLoss() {
    return with(overflow.losing(overflow.lost(), false));
  }

  /** The queue without the oldest entry of the given user data: the user peeks, then consumes. */
  CompletionQueue consume(long userData) {
    int at = entries.indexWhere(entry -> entry.userData() == userData);
    return at < 0 ? this : withEntries(entries.removeAt(at));
  }

  /** The queue as if a tag had never been posted. */
  public CompletionQueue without(long tag) {
    return new CompletionQueue(
        size, entries.filter(cqe -> cqe.userData() != tag), overflow, tags.remove(tag), again);
  }

  CompletionQueue withEntries(Vector<Cqe> next) {
    return new CompletionQueue(size, next, overflow, tags, again);
  }

  CompletionQueue with(Overflow next) {
    return new CompletionQueue(size, entries, next, tags, again);
  }
}
