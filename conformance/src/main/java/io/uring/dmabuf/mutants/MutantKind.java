package io.uring.dmabuf.mutants;

import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.Locale;

/** What is done to a definition. */
public enum MutantKind {
  /** A conjunct of a guard is dropped. */
  GUARD,
  /** An update is dropped: what it would change stays. */
  UPDATE,
  /** The branches of a choice are swapped. */
  BRANCH,
  /** A comparison is turned round, or a number is off by one. */
  COMPARISON,
  /** A set operation is exchanged for another one. */
  SET;

  /** The kind that a word names. */
  public static Option<MutantKind> named(String word) {
    return List.of(values()).find(kind -> kind.word().equals(word));
  }

  /** The word for it in names of mutants. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
