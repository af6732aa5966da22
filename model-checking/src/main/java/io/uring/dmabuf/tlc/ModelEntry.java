package io.uring.dmabuf.tlc;

import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * One model of the manifest {@code model-checking/models.json}.
 *
 * @param name the model's name, unique in the manifest
 * @param was the model whose successor it is, under its earlier name
 * @param module the MC module, without {@code .tla}
 * @param config the configuration file, without {@code .cfg}
 * @param kind what is checked
 * @param tier the cheapest tier that runs it
 * @param expected the verdict that the run must end with
 * @param distinct the exact count of distinct states, none before it was measured
 * @param generated the exact count of generated states as TLC counts them, none before it was
 *     measured
 * @param target what the transitions are replayed on, such as {@code BufferTable}; none: not
 *     replayed
 * @param workers TLC's worker threads, at least 1
 * @param witnesses operators of the module that must be false at the start and hold in some reached
 *     state
 * @param covers the pairs of interactions that the model covers, in words
 * @param why one line: why the model exists
 */
public record ModelEntry(
    String name,
    Option<String> was,
    String module,
    String config,
    Kind kind,
    Tier tier,
    Expected expected,
    Option<Long> distinct,
    Option<Long> generated,
    Option<String> target,
    int workers,
    List<String> witnesses,
    List<String> covers,
    String why) {

  /**
   * Whether every transition is replayed: safety, refinement and data models that are expected to
   * pass and name a target.
   */
  public boolean isReplayed() {
    return target.isDefined()
        && (kind == Kind.SAFETY || kind == Kind.REFINEMENT || kind == Kind.DATA)
        && expected instanceof Expected.Pass;
  }

  /**
   * About how many states a run will find: the count of the manifest; few where a violation ends
   * the run; without end where nothing is known.
   */
  public long expectedStates() {
    return distinct.getOrElse(expected instanceof Expected.Pass ? Long.MAX_VALUE : 1000);
  }

  /** This entry with the counts of a run. */
  ModelEntry measured(RunResult result) {
    return new ModelEntry(
        name,
        was,
        module,
        config,
        kind,
        tier,
        expected,
        Option.some(result.distinct()),
        Option.some(result.generated()),
        target,
        workers,
        witnesses,
        covers,
        why);
  }

  /** The kinds of model, written in lower case in the manifest. */
  public enum Kind {
    /** Invariants over all reachable states. */
    SAFETY,
    /** Another specification as a property. */
    REFINEMENT,
    /** Temporal properties with fairness; one worker. */
    LIVENESS,
    /** Random walks. */
    SIMULATION,
    /** Laws of constant-level operators: every initial state is a question, its step the answer. */
    DATA
  }

  /** The tiers, each a subset of the next, written in lower case in the manifest. */
  public enum Tier {
    /** Minutes. */
    QUICK,
    /** Tens of minutes. */
    FULL,
    /** As long as stated. */
    LARGE
  }

  /** The verdict that a run must end with. */
  public sealed interface Expected {

    /** Every state explored, nothing broken. Written {@code pass}. */
    record Pass() implements Expected {
      @Override
      public String toString() {
        return "pass";
      }
    }

    /**
     * Exactly this law is broken. Written {@code violates NAME}.
     *
     * @param law the invariant's or property's name, or {@code Deadlock}
     */
    record Violates(String law) implements Expected {
      @Override
      public String toString() {
        return "violates " + law;
      }
    }
  }
}
