package io.uring.dmabuf.tlc;

/**
 * The reason why a run of a model fails, readable as it stands.
 *
 * @param kind what kind of failure
 * @param headline one line, such as the broken invariant or the first difference
 * @param report several lines of plain text, each at most 80 columns
 */
public record Failure(Kind kind, String headline, String report) {

  /** The kinds of failure of a run. */
  public enum Kind {
    /**
     * An invariant or property is broken, or a state has no successor where the model forbids it.
     */
    VIOLATION,
    /** The specification and the implementation disagree about a transition. */
    DIVERGENCE,
    /** Two paths lead to one specification state but to different implementation states. */
    HIDDEN_STATE,
    /** The implementation breaks a structural law, such as a reference held by nobody. */
    AUDIT,
    /** A witness is not reached, or holds at the start already. */
    WITNESS,
    /** A count, or the verdict, differs from the manifest's. */
    COUNT,
    /** The model cannot be run as it stands: an unknown operator, an action without a name. */
    MODEL
  }
}
