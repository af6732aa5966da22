package io.uring.dmabuf.oracle;

/**
 * How much of a run is judged by TLC's evaluator, beside the structural audit, which is always
 * done.
 *
 * @param steps whether every step is judged
 * @param enabledEvery on every how manieth state all enabled steps are compared both ways; 0 for
 *     none
 * @param invariantsEvery on every how manieth state the model's invariants are evaluated; 0 for
 *     none
 */
public record Sampling(boolean steps, int enabledEvery, int invariantsEvery) {

  /** The audit alone. */
  public static Sampling auditOnly() {
    return new Sampling(false, 0, 0);
  }

  /** Every step judged, and every state by the invariants, but no sets of enabled steps. */
  public static Sampling everyStep() {
    return new Sampling(true, 0, 1);
  }

  /** Whether TLC's evaluator is needed at all. */
  boolean asks() {
    return steps || enabledEvery > 0 || invariantsEvery > 0;
  }
}
