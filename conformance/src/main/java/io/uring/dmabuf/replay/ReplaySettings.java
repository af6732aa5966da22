package io.uring.dmabuf.replay;

import io.vavr.collection.Map;
import io.vavr.control.Either;

/**
 * What can be chosen about a replay.
 *
 * @param maxKept how many full implementation states may wait for their expansion at once; above it
 *     the run ends as unusable
 * @param heapShare how full the old part of the heap may be right after a collection, 0 to 1; above
 *     it the run ends as unusable
 * @param auditKnown whether the structural audit also runs on edges into known states
 * @param checkPartsEvery on every how manieth new state all variables are compared without the
 *     short-cut by parts, which checks {@link ReplayTarget#partsOf}; 1 for all of them
 */
public record ReplaySettings(
    long maxKept, double heapShare, boolean auditKnown, int checkPartsEvery) {

  /** The option that sets {@link #maxKept()}. */
  public static final String MAX_KEPT = "max-kept";

  /** The settings of {@code dmabuf-rw check}: bounded by the heap alone, everything audited. */
  public static ReplaySettings standard() {
    return new ReplaySettings(Long.MAX_VALUE, 0.9, true, 32);
  }

  /**
   * The standard settings changed by the options of a run, or one line about an option that cannot
   * be read.
   */
  public static Either<String, ReplaySettings> of(Map<String, String> options) {
    return options
        .get(MAX_KEPT)
        .map(ReplaySettings::withMaxKept)
        .getOrElse(Either.right(standard()));
  }

  private static Either<String, ReplaySettings> withMaxKept(String text) {
    ReplaySettings standard = standard();
    return text.matches("[1-9][0-9]{0,17}")
        ? Either.right(
            new ReplaySettings(
                Long.parseLong(text),
                standard.heapShare,
                standard.auditKnown,
                standard.checkPartsEvery))
        : Either.left("option " + MAX_KEPT + " is not a positive number: " + text);
  }
}
