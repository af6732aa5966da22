package io.uring.dmabuf.explore;

import io.uring.dmabuf.tlc.Measured;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;

/**
 * What an exploration found.
 *
 * @param distinct distinct states
 * @param transitions transitions, also into known states; with the initial state, and with those
 *     that TLC reports twice, these are the generated states as TLC counts them
 * @param depth the number of levels: 1 for the initial state alone
 * @param taken transitions by action, also of actions that were never taken
 * @param pairs transitions of a group of steps out of states in which another is in its middle
 * @param seconds wall time
 * @param finding why it ended early; none: every state was seen and breaks no law
 */
public record Exploration(
    long distinct,
    long transitions,
    int depth,
    Map<String, Long> taken,
    List<Measured.Pair> pairs,
    double seconds,
    Option<Finding> finding) {}
