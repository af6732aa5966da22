package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.At;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Where a recording may have a hole that no line tells of: a full buffer that is not to be
 * overwritten drops what one processor does, until somebody has read some of it. One event that is
 * not there is wrong; where several are not there at the same time, the recording lacks them.
 */
public final class Gaps {
  /** How long, in nanoseconds, an object may have lived of which no beginning is there. */
  private static final long UNSEEN = 1_000_000_000L;

  /** As long may a hole be, in nanoseconds, between what is missing of two objects. */
  private static final long HOLE = 100_000_000L;

  /** How many signs of holes are kept, the latest ones, and how many that none explains yet. */
  private static final int MOST = 4096;

  /**
   * Something is missing of an object, between two times in nanoseconds.
   *
   * @param of the object, as all rules name it
   * @param what is missing
   */
  private record Sign(String of, String what, long from, long to) {
    boolean isWith(Sign other) {
      return from - HOLE <= other.to && other.from - HOLE <= to;
    }

    /** Whether another line is missing near it; one line may be missing to several rules. */
    boolean explains(Sign other) {
      return (!of.equals(other.of) || what.equals(other.what)) && isWith(other);
    }
  }

  /** Something that an object did wrong, if nothing is missing of another one near it. */
  static final class Suspect {
    private final Sign sign;
    private boolean explained;

    private Suspect(Sign sign) {
      this.sign = sign;
    }

    /** Whether a hole explains it, as far as the recording was read. */
    boolean isExplained() {
      return explained;
    }
  }

  private final ArrayDeque<Sign> signs = new ArrayDeque<>();
  private final ArrayDeque<Suspect> open = new ArrayDeque<>();
  private boolean hole;

  /**
   * Something is missing that is no mistake: it may be from before the recording, or in a hole.
   *
   * @param last what is known of the object before; {@code by} itself if nothing is
   */
  void isMissing(String of, String what, At last, At by) {
    add(sign(of, what, last, by));
  }

  /** Between two events there are lines that cannot be read, as of a file with cut lines. */
  public void isUnread(At last, At by) {
    add(sign("a line", "what cannot be read", last, by));
  }

  /**
   * Something is missing of an object, or it did wrong.
   *
   * @param last what is known of it before
   * @param by what must not be
   */
  Suspect lacks(String of, String what, At last, At by) {
    Suspect suspect = new Suspect(sign(of, what, last, by));
    suspect.explained = isExplained(suspect.sign);
    add(suspect.sign);
    if (!suspect.explained) {
      open.add(suspect);
      if (open.size() > MOST) {
        open.remove();
      }
    }
    return suspect;
  }

  private static Sign sign(String of, String what, At last, At by) {
    if (!by.isTimed()) {
      return new Sign(of, what, 0, Long.MAX_VALUE - HOLE);
    }
    boolean begins = last.equals(by) || !last.isTimed() || last.nanos() > by.nanos();
    return new Sign(of, what, begins ? by.nanos() - UNSEEN : last.nanos(), by.nanos());
  }

  private boolean isExplained(Sign sign) {
    for (Iterator<Sign> latest = signs.descendingIterator(); latest.hasNext(); ) {
      Sign other = latest.next();
      if (other.to < sign.from - HOLE) {
        return false;
      }
      if (other.explains(sign)) {
        hole = true;
        return true;
      }
    }
    return false;
  }

  private void add(Sign sign) {
    for (Iterator<Suspect> all = open.iterator(); all.hasNext(); ) {
      Suspect suspect = all.next();
      if (sign.explains(suspect.sign)) {
        suspect.explained = true;
        hole = true;
        all.remove();
      }
    }
    Sign before = signs.peekLast();
    if (before != null && before.of.equals(sign.of) && before.explains(sign)) {
      signs.removeLast();
      signs.add(new Sign(sign.of, sign.what, Math.min(before.from, sign.from), sign.to));
    } else {
      signs.add(sign);
      if (signs.size() > MOST) {
        signs.remove();
      }
    }
  }

  /** {@return whether several things lack an event at once} */
  public boolean isHole() {
    return hole;
  }

  /** {@return whether something is wrong for so long that no hole explains it any more} */
  public boolean isOneOver(long nanos) {
    Suspect first = open.peek();
    return first != null && first.sign.to < nanos - UNSEEN - HOLE;
  }

  /** What was before has nothing to do with what comes. */
  public void clear() {
    signs.clear();
    open.clear();
    hole = false;
  }
}
