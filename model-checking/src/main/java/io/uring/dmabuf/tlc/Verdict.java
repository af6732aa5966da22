package io.uring.dmabuf.tlc;

/** How a run ended, as TLC's messages and its queue tell; never an exit code alone. */
public sealed interface Verdict {

  /** Every state explored, nothing broken, the queue empty. */
  record Pass() implements Verdict {
    @Override
    public String toString() {
      return "pass";
    }
  }

  /**
   * A law is broken.
   *
   * @param law its name; for a temporal property of several, which TLC does not tell apart, all
   *     their names
   */
  record Violates(String law) implements Verdict {
    @Override
    public String toString() {
      return "violates " + law;
    }
  }

  /**
   * The run stopped before every state was explored: a divergence, or an expression that cannot be
   * evaluated.
   *
   * @param why one word for the table
   */
  record Stopped(String why) implements Verdict {
    @Override
    public String toString() {
      return why;
    }
  }

  /**
   * The model cannot be run: unparsable, missing, too little memory.
   *
   * @param reason one line
   */
  record Unusable(String reason) implements Verdict {
    @Override
    public String toString() {
      return "unusable";
    }
  }
}
