package io.uring.dmabuf.bench;

import io.vavr.collection.List;

/**
 * The replay of one model alone, by a base commit and by now, in turns.
 *
 * @param model the model's name
 * @param before seconds of the base for a transition
 * @param now seconds of now for a transition
 */
public record Against(String model, double before, double now) {

  /** What results of one model say that were measured in turns, at least one each. */
  public static Against of(List<AloneResult> base, List<AloneResult> own) {
    return new Against(own.head().model(), each(base), each(own));
  }

  private static double each(List<AloneResult> results) {
    return results.map(result -> 1 / result.perSecond()).average().get();
  }

  /** How many times as fast now is: above 1 it is faster. */
  public double speed() {
    return before / now;
  }
}
