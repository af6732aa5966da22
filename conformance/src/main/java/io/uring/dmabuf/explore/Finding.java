package io.uring.dmabuf.explore;

import io.vavr.collection.List;

/** Why an exploration ended before every state was seen. */
public sealed interface Finding {

  /**
   * A reached state, or the step to it, breaks a law.
   *
   * @param law the law's name
   * @param what what breaks it, in one line
   * @param path the indices of the steps to the state, as few as there can be
   */
  record Broken(String law, String what, List<Integer> path) implements Finding {}

  /**
   * A step or a law threw: a mistake of the implementation, and no law that was noticed.
   *
   * @param what what was called and thrown, in one line
   * @param path the indices of the steps to the state in which the step was tried
   * @param step the index of the step; -1 for a law of the initial state
   */
  record Threw(String what, List<Integer> path, int step) implements Finding {}

  /**
   * The machine or the settings allow no answer.
   *
   * @param why one line
   */
  record NoAnswer(String why) implements Finding {}
}
