package io.uring.dmabuf.mutants;

/**
 * A mutant and what became of it.
 *
 * @param mutant which
 * @param fate what became of it
 * @param law which law noticed it; empty when none did
 * @param model in which model; the last one that was run when none did
 * @param why the note about it; else what differs, or why TLC cannot evaluate it
 * @param isLess whether it only takes states away: some run has fewer, none has more or others
 * @param isNoted whether a note says why no law notices it
 * @param seconds wall time of all runs for it
 */
public record MutantRow(
    Mutant mutant,
    Fate fate,
    String law,
    String model,
    String why,
    boolean isLess,
    boolean isNoted,
    double seconds) {

  /** This row with what a note says. */
  MutantRow noted(Fate other, String reason) {
    return new MutantRow(mutant, other, law, model, reason, isLess, true, seconds);
  }

  /** Whether the hunt may end with exit status 0. */
  public boolean isGood() {
    return fate != Fate.STALE && (!fate.survives() || isNoted);
  }
}
