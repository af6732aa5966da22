package io.uring.dmabuf.guards;

import io.vavr.control.Option;

/**
 * What became of one change for the worse.
 *
 * @param id its name
 * @param where the source file and line
 * @param text the guard or the wrong decision
 * @param status what the walk found
 * @param model the model that noticed it; empty when none did
 * @param check the law, or the kind of difference, by which; or why none did
 * @param trace the number of steps to it; none when the whole graph had to be seen
 * @param seconds wall time of all runs for it
 * @param again the command that repeats it; empty when there is nothing to repeat
 */
public record Row(
    String id,
    String where,
    String text,
    Status status,
    String model,
    String check,
    Option<Integer> trace,
    double seconds,
    String again) {

  /** What can become of a change. */
  public enum Status {
    /** A model ends with exit status 1. */
    CAUGHT,
    /** No model notices it, and the list of those that cannot be caught says why. */
    EXPLAINED,
    /** Models need it to stay finite: not removed. */
    BOUND,
    /** No model notices it, and nobody says why. */
    UNCAUGHT,
    /** A model notices it, but the list says that none can. */
    STALE,
    /** A run could not be judged. */
    UNUSABLE
  }

  /** Whether the walk may end with exit status 0. */
  public boolean isGood() {
    return status == Status.CAUGHT || status == Status.EXPLAINED || status == Status.BOUND;
  }
}
