package io.uring.dmabuf.audit.read;

import io.uring.dmabuf.audit.event.At;

/**
 * How fine the clock of a recording is. One that goes by ticks of the kernel, as {@code uptime} or
 * one without a better source does, gives the same time to what two processors do one after the
 * other, and they are written in any order then.
 */
final class Clock {
  private static final long MILLI = 1_000_000;

  /** So many times that are all of whole milliseconds are no accident. */
  private static final int ENOUGH = 32;

  static final String COARSE = "the clock of the trace is coarse: processors have no order";

  private int whole;
  private int same;
  private long latest = At.UNTIMED;
  private long first = At.UNTIMED;
  private boolean ticked;
  private boolean fine;
  private boolean told;

  /** A recording begins. */
  void restart() {
    whole = 0;
    same = 0;
    latest = At.UNTIMED;
    first = At.UNTIMED;
    ticked = false;
    fine = false;
    told = false;
  }

  /**
   * Takes note of a time; whether it is the one by which the clock is found to be coarse.
   *
   * @param ticks what a clock shows that has no unit, and always goes on if it is a fine one
   */
  boolean isFoundCoarse(long nanos, long ticks) {
    if (fine || told) {
      return false;
    }
    if (nanos == At.UNTIMED) {
      same += ticks != At.UNTIMED && ticks == latest ? 1 : 0;
      latest = ticks;
      told = same >= ENOUGH;
      return told;
    }
    if (first == At.UNTIMED) {
      first = nanos;
    }
    fine = nanos % MILLI != 0;
    ticked |= nanos != first;
    told = !fine && ++whole >= ENOUGH && ticked;
    return told;
  }
}
