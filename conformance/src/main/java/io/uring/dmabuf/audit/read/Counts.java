package io.uring.dmabuf.audit.read;

/**
 * What became of the lines that were read.
 *
 * @param used those that a rule can use
 * @param ignored those of a trace or a log that no rule needs, comments and blank lines
 * @param unparsable all others
 */
public record Counts(long used, long ignored, long unparsable) {
  /** No lines. */
  public static final Counts NONE = new Counts(0, 0, 0);

  /** {@return all lines} */
  public long lines() {
    return used + ignored + unparsable;
  }

  /** {@return these and others} */
  public Counts plus(Counts more) {
    return new Counts(used + more.used, ignored + more.ignored, unparsable + more.unparsable);
  }
}
