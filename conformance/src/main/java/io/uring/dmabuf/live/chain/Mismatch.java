package io.uring.dmabuf.live.chain;

import io.vavr.collection.List;

/**
 * A run in which the two sides differ.
 *
 * @param chain its operations; the last is the one that they answer differently
 * @param last that operation with both answers
 */
public record Mismatch(Chain chain, Exchange last) {

  /** Whether both sides have an answer: a side that cannot go on says nothing about the other. */
  public boolean isAnswered() {
    return last.model().trouble().isEmpty() && last.kernel().trouble().isEmpty();
  }

  /** The operation at which a side has no answer, and why. */
  public String unanswered() {
    return last.operation().text() + ", " + last.model().then(last.kernel()).trouble();
  }

  /** The whole run and both answers, as lines. */
  public List<String> lines() {
    return List.of(chain.text().split("\n"))
        .map(line -> "  " + line)
        .append("")
        .appendAll(last.lines());
  }
}
