package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.live.Answer;
import io.vavr.collection.Map;
import io.vavr.collection.TreeMap;

/**
 * What was compared so far.
 *
 * @param runs on a fresh ring each
 * @param operations made on both sides
 * @param completions posted by the kernel, tags included
 * @param tags among them
 * @param batches operations that completed several requests, compared as a set
 * @param kinds how many operations of each kind, by the first word of their text
 */
public record Tally(
    long runs,
    long operations,
    long completions,
    long tags,
    long batches,
    Map<String, Long> kinds) {
  /** Nothing. */
  public static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, TreeMap.empty());

  Tally withRun() {
    return new Tally(runs + 1, operations, completions, tags, batches, kinds);
  }

  Tally with(Exchange exchange) {
    Answer answer = exchange.kernel();
    return new Tally(
        runs,
        operations + 1,
        completions + answer.completions().size(),
        tags + answer.tags(),
        batches + (exchange.isBatch() && !answer.completions().isEmpty() ? 1 : 0),
        kinds.put(exchange.operation().kind(), 1L, Long::sum));
  }

  Tally plus(Tally other) {
    return new Tally(
        runs + other.runs,
        operations + other.operations,
        completions + other.completions,
        tags + other.tags,
        batches + other.batches,
        kinds.merge(other.kinds, Long::sum));
  }
}
