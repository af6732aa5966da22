package io.uring.dmabuf.oracle;

/**
 * What is wrong with a run.
 *
 * @param kind which check found it
 * @param text one line for people
 */
public record Finding(Kind kind, String text) {

  /** The checks of a run. */
  public enum Kind {
    /** A structural law of the implementation is broken. */
    AUDIT,
    /** The step threw an exception. */
    THROWN,
    /** The step is none of the specification. */
    STEP,
    /** The specification allows other steps than the implementation. */
    ENABLED,
    /** An invariant of the specification is broken. */
    INVARIANT,
    /** The implementation does not start where the specification does. */
    START
  }
}
