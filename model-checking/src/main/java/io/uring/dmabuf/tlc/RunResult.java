package io.uring.dmabuf.tlc;

import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;

/**
 * What one run of one model found.
 *
 * @param verdict how it ended
 * @param distinct distinct states
 * @param generated generated states, initial ones included, as TLC counts them
 * @param queue states that were not explored; 0 in a complete run
 * @param transitions transitions of all actions, also into known states
 * @param replayed how many of them were replayed on the implementation
 * @param divergences differences found between specification and implementation
 * @param actions transitions per action name
 * @param instances the number of action instances (name and arguments)
 * @param instancesTaken how many of them at least one transition takes
 * @param failures what is wrong, the most important first
 * @param measured what was measured on the way
 */
public record RunResult(
    Verdict verdict,
    long distinct,
    long generated,
    long queue,
    long transitions,
    long replayed,
    long divergences,
    Map<String, Long> actions,
    long instances,
    long instancesTaken,
    List<Failure> failures,
    Measured measured) {

  /** The result of a model that could not be run, for a reason in one line. */
  public static RunResult unusable(String reason) {
    return new RunResult(
        new Verdict.Unusable(reason),
        0,
        0,
        0,
        0,
        0,
        0,
        HashMap.empty(),
        0,
        0,
        List.empty(),
        Measured.none());
  }
}
