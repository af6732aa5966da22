package io.uring.dmabuf.context;

import io.vavr.collection.List;
import io.vavr.control.Either;

/**
 * That an action is one step although the kernel does several things: {@code @atomic sq_lock: the
 * entry and the tail}.
 *
 * @param action the action's name
 * @param locks by which locks; empty if it is right without one
 * @param why what the things are, or why nobody can tell them apart
 */
public record Atomicity(String action, List<LockClass> locks, String why) {

  /** The line that a comment has, or what is wrong with it. */
  static Either<String, Atomicity> of(String action, String text) {
    String[] halves = text.split(":\\s*", 2);
    if (halves.length == 1) {
      return Either.left("no reason: " + text);
    }
    return halves[0].equals("none")
        ? Either.right(new Atomicity(action, List.empty(), halves[1]))
        : Runs.locks(halves[0], ",").map(locks -> new Atomicity(action, locks, halves[1]));
  }
}
