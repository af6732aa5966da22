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
public record Compared(
    long runs,
    long operations,
    long completions,
    long tags,
    long batches,
    Map<String, Long> kinds) {
  /** Nothing. */
  public static final Compared NOTHING = new Compared(0, 0, 0, 0, 0, TreeMap.empty());

  Compared withRun() {
    return new Compared(runs + 1, operations, completions, tags, batches, kinds);
  }

  Compared with(Exchange exchange) {
    Answer answer = exchange.kernel();
    return new Compared(
        runs,
        operations + 1,
        completions + answer.completions().size(),
        tags + answer.tags(),
        batches + (exchange.isBatch() && !answer.completions().isEmpty() ? 1 : 0),
        kinds.put(exchange.operation().kind(), 1L, Long::sum));
  }

  Compared plus(Compared other) {
    return new Compared(
        runs + other.runs,
        operations + other.operations,
        completions + other.completions,
        tags + other.tags,
        batches + other.batches,
        kinds.merge(other.kinds, Long::sum));
  }
}
