package io.uring.dmabuf.live;

/**
 * What was compared so far.
 *
 * @param runs on a fresh ring each
 * @param operations made on both sides
 * @param completions posted by the kernel, tags included
 * @param tags among them
 */
public record Tally(long runs, long operations, long completions, long tags) {
  /** Nothing. */
  public static final Tally NOTHING = new Tally(0, 0, 0, 0);

  Tally withRun() {
    return new Tally(runs + 1, operations, completions, tags);
  }

  Tally with(Answer answer) {
    return new Tally(
        runs, operations + 1, completions + answer.completions().size(), tags + answer.tags());
  }

  Tally plus(Tally other) {
    return new Tally(
        runs + other.runs,
        operations + other.operations,
        completions + other.completions,
        tags + other.tags);
  }
}
