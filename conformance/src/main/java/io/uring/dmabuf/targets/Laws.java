package io.uring.dmabuf.targets;

import io.uring.dmabuf.design.StateLaw;
import io.uring.dmabuf.replay.Law;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.control.Option;
import java.util.function.Function;

/** The laws of the targets, and which of them are about nothing but what variables show. */
final class Laws {
  /**
   * The laws about nothing but what the variables of the specification show. Not here: what counts
   * references anew from whoever holds them, and what looks at the completion queue, at addresses
   * or at memory.
   */
  static final Set<String> SHOWN =
      HashSet.of(
          "FailedCallChangesNothing",
          "ReturnsWhatIsDone",
          "HeldObjectsAlive",
          "InFlightHoldsNode",
          "LinkedBehindLive",
          "NoDanglingReference",
          "NoNodeLeaked",
          "NoWaitCycle",
          "NobodyEntersClosedRing",
          "NobodyForgotten",
          "NothingLeft",
          "PollWaitsForNoTag",
          "QueueOfTheMappedDevice",
          "QueuedHoldsNothing",
          "QuiescenceRestores",
          "RegbufsHaveOneName",
          "ResvOnlyInsideMapOrUnmap",
          "TagAfterLastRequest",
          "TagNotLost");

  private Laws() {}

  /** A law of the implementation with the parts that it looks at. */
  static <S> Law<S> of(StateLaw<S> law, List<Integer> parts) {
    return of(law.name(), parts, law.broken());
  }

  /** A law by its name, with the parts that it looks at. */
  static <S> Law<S> of(String name, List<Integer> parts, Function<S, Option<String>> broken) {
    return new Law<>(name, parts, SHOWN.contains(name), broken);
  }
}
