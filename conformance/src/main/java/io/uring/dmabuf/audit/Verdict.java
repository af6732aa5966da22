package io.uring.dmabuf.audit;

import io.uring.dmabuf.audit.read.Counts;
import io.vavr.collection.List;

/**
 * What an audit came to.
 *
 * @param files that were read
 * @param counts what became of their lines
 * @param notes where something is missing
 * @param outcomes of each rule
 */
public record Verdict(
    List<String> files, Counts counts, List<String> notes, List<Outcome> outcomes) {
  /** How many places are told at which something is missing. */
  static final int NOTES = 10;

  /** {@return how many objects violated a rule} */
  public long violating() {
    return outcomes.map(Outcome::violating).sum().longValue();
  }

  /** {@return how many objects are unknown} */
  public long unknown() {
    return outcomes.map(Outcome::unknowns).sum().longValue();
  }

  /** {@return how many objects there were} */
  public long judged() {
    return outcomes.map(Outcome::judged).sum().longValue();
  }

  /** {@return the answer in one line} */
  public String headline() {
    if (violating() > 0) {
      return violating() + (violating() == 1 ? " violation" : " violations");
    }
    if (judged() == 0) {
      return "unknown: nothing is recorded that a rule could judge";
    }
    return unknown() == 0
        ? "clean"
        : "clean, but " + unknown() + " of " + judged() + " unknown: " + mainReason();
  }

  private String mainReason() {
    return outcomes.flatMap(Outcome::unknown).maxBy(reason -> reason._2).get()._1;
  }
}
