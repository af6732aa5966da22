package io.uring.dmabuf.oracle;

import io.uring.dmabuf.tlc.ActionLabel;
import java.util.Map;
import java.util.TreeMap;

/** How often each action was taken, or each situation met. */
final class Tally {
  private final Map<String, Integer> counts = new TreeMap<>();

  void add(RandomRun run) {
    run.steps().map(ActionLabel::action).forEach(this::add);
  }

  void add(String name) {
    counts.merge(name, 1, Integer::sum);
  }

  int of(String action) {
    return counts.getOrDefault(action, 0);
  }

  /** All of them, in alphabetical order. */
  @Override
  public String toString() {
    return counts.toString().replaceAll("[{}]", "").replace("=", " ");
  }
}
