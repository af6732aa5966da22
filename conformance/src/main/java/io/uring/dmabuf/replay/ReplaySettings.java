package io.uring.dmabuf.replay;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.models.ModuleLaws;
import io.vavr.collection.HashSet;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.control.Either;
import io.vavr.control.Option;

/**
 * What can be chosen about a replay.
 *
 * @param maxKept how many full implementation states may wait for their expansion at once; above it
 *     the run ends as unusable
 * @param heapShare how full the old part of the heap may be right after a collection, 0 to 1; above
 *     it the run ends as unusable
 * @param compareKnown whether the variables are compared and the structural laws are evaluated
 *     again on transitions into known states whose digest is the expected one; otherwise the 64-bit
 *     digest answers for both
 * @param sampleEvery on every how manieth target state that is nevertheless done, and everything is
 *     computed anew without the short-cut by parts, which checks {@link ReplayTarget#partsOf} and
 *     {@link Law#parts}; on every how manieth source state all steps are tried, which checks {@link
 *     ReplayTarget#allowed}; 1 for all
 * @param judged the names of the laws that TLC judges in the same run
 */
public record ReplaySettings(
    long maxKept, double heapShare, boolean compareKnown, int sampleEvery, Set<String> judged) {

  /** The option that sets {@link #maxKept()}. */
  public static final String MAX_KEPT = "max-kept";

  /** The option that, set to {@code full}, compares and audits everything on every transition. */
  public static final String COMPARE = "compare";

  private static final double HEAP_SHARE = 0.9;
  private static final int SAMPLE_EVERY = 64;

  /**
   * The settings of {@code dmabuf-rw check}: bounded by the heap alone, known states compared by
   * digest; TLC judges no law, until a {@linkplain #beside model} is named.
   */
  public static ReplaySettings standard() {
    return new ReplaySettings(Long.MAX_VALUE, HEAP_SHARE, false, SAMPLE_EVERY, HashSet.empty());
  }

  /** Everything compared and audited on every transition, without any short-cut. */
  public static ReplaySettings full() {
    return standard().withFull();
  }

  /**
   * The standard settings changed by the options of a run, or one line about an option that cannot
   * be read.
   */
  public static Either<String, ReplaySettings> of(Map<String, String> options) {
    Either<String, ReplaySettings> bounded =
        options.get(MAX_KEPT).fold(() -> Either.right(standard()), ReplaySettings::bounded);
    Option<String> compare = options.get(COMPARE);
    if (compare.isDefined() && !compare.contains("full") && !compare.contains("digest")) {
      return Either.left("option " + COMPARE + " is neither full nor digest: " + compare.get());
    }
    return compare.contains("full") ? bounded.map(ReplaySettings::withFull) : bounded;
  }

  /** These settings with another bound on kept states. */
  public ReplaySettings withMaxKept(long bound) {
    return new ReplaySettings(bound, heapShare, compareKnown, sampleEvery, judged);
  }

  /** These settings for the run of a model, in which TLC judges the laws that the model checks. */
  public ReplaySettings beside(ModelEntry model) {
    Set<String> checked =
        ModuleLaws.of(Home.current(), model)
            .map(laws -> laws.invariants().toSet())
            .getOrElse(HashSet.empty());
    return new ReplaySettings(maxKept, heapShare, compareKnown, sampleEvery, checked);
  }

  private ReplaySettings withFull() {
    return new ReplaySettings(maxKept, heapShare, true, 1, judged);
  }

  private static Either<String, ReplaySettings> bounded(String text) {
    return text.matches("[1-9][0-9]{0,17}")
        ? Either.right(standard().withMaxKept(Long.parseLong(text)))
        : Either.left("option " + MAX_KEPT + " is not a positive number: " + text);
  }
}
