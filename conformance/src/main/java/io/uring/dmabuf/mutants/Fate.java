package io.uring.dmabuf.mutants;

import java.util.Locale;

/** What became of a mutant. */
public enum Fate {
  /** A named law, property or refinement fails. */
  KILLED("killed"),
  /** No law notices it, but a witness is not reached, or an action is not taken. */
  LOST("a witness or an action lost"),
  /** No law notices it, but numbers of states are others, and the exact count notices. */
  COUNTS("only counts differ"),
  /** Nothing notices it. */
  NOTHING("nothing notices it"),
  /** Its time was over before a law noticed it. */
  LATE("out of time"),
  /** It means the same as the original, for a stated reason. */
  EQUIVALENT("equivalent"),
  /** TLC cannot evaluate it. */
  NO_VALUE("cannot be evaluated"),
  /** A law notices it, though a note says that none does. */
  STALE("killed although noted");

  private final String words;

  Fate(String words) {
    this.words = words;
  }

  /** What it is called in a table. */
  public String words() {
    return words;
  }

  /** What it is called in a file. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is one of those of which laws are to notice as many as can be. */
  public boolean counts() {
    return this != EQUIVALENT && this != NO_VALUE;
  }

  /** Whether it lives, unnoticed by any law. */
  public boolean survives() {
    return this == LOST || this == COUNTS || this == NOTHING || this == LATE;
  }
}
