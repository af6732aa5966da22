package io.uring.dmabuf.tlc.models;

import io.uring.dmabuf.tlc.RunResult;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;

/**
 * One model: an entry of the manifest {@code model-checking/models.json}, or the model of a {@link
 * Defect}. What it starts from is worked in already.
 *
 * @param name the model's name, unique in the manifest
 * @param was the model whose successor it is, under its earlier name
 * @param base the model whose bounds it starts from
 * @param module the MC module, without {@code .tla}
 * @param planted the modules of the defects that are planted, which extend the MC module; of most
 *     defects its own alone
 * @param twin the same mistake in the implementation, of a defect that has one
 * @param kernels the {@link KernelAlternative}s that it runs under; none: the base of the series
 * @param spec the specification: initial states, steps and fairness
 * @param set TLA+ text for each constant
 * @param override the operator that takes the place of each of these definitions, which are named
 *     {@code FreeRegbuf}, or {@code [RingContext]FreeRegbuf} for that of an instantiated module
 * @param without why it does not check these laws of its module
 * @param kind what is checked
 * @param tier the cheapest tier that runs it
 * @param expected the verdict that the run must end with
 * @param distinct the exact count of distinct states, none before it was measured
 * @param generated the exact count of generated states as TLC counts them, none before it was
 *     measured
 * @param repeated how many of the generated states TLC reports once more for the same transition,
 *     since a guard is a disjunction and holds for two reasons
 * @param target what the transitions are replayed on, such as {@code RingContext}; none: not
 *     replayed
 * @param workers TLC's worker threads, at least 1
 * @param witnesses operators of the module that must be false at the start and hold in some reached
 *     state
 * @param undriven why no operation brings its edges about on the running kernel; none if they are
 *     driven there, as those of its target are
 * @param covers the pairs of interactions that the model covers, in words
 * @param why one line: why the model exists
 */
public record ModelEntry(
    String name,
    Option<String> was,
    Option<String> base,
    String module,
    List<String> planted,
    Option<Twin> twin,
    List<String> kernels,
    String spec,
    Map<String, String> set,
    Map<String, String> override,
    Map<String, String> without,
    Kind kind,
    Tier tier,
    Expected expected,
    Option<Long> distinct,
    Option<Long> generated,
    long repeated,
    Option<String> target,
    int workers,
    List<String> witnesses,
    Option<String> undriven,
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

  /** The module that the model is about: the defect's, or else the MC module. */
  public String root() {
    return planted.headOption().getOrElse(module);
  }

  /** The modules that the model consists of: those of its defects, or else the MC module. */
  List<String> roots() {
    return planted.orElse(List.of(module));
  }

  /** Whether it is there to see a planted defect break a law. */
  public boolean isDefect() {
    return planted.contains(name);
  }

  /** Whether a state without a next one breaks its law. */
  public boolean checksDeadlock() {
    return expected.equals(new Expected.Violates("Deadlock"));
  }

  /** This entry with the bounds of another one, where it says nothing else. */
  ModelEntry startingFrom(ModelEntry other) {
    return with(
        planted.orElse(other.planted),
        other.kernels.appendAll(kernels).distinct(),
        set.foldLeft(other.set, Map::put),
        override.foldLeft(other.override, Map::put));
  }

  /**
   * The bounds that are raised, as its name says them; none for a model of the manifest. Of one
   * with raised bounds no counts are known.
   */
  public Option<String> raised() {
    return Raised.bounds(name);
  }

  /** This entry under another name, without counts. */
  ModelEntry renamed(String other) {
    return with(
        other, Option.none(), Option.some(name), Option.none(), Option.none(), 0, List.empty());
  }

  /** This entry with other bounds, where they are named. */
  public ModelEntry withConstants(Map<String, String> constants) {
    return with(planted, kernels, constants.foldLeft(set, Map::put), override);
  }

  /** This entry on a kernel that does one thing otherwise; what it replaces itself stays so. */
  ModelEntry under(KernelAlternative kernel) {
    return with(
        planted,
        kernels,
        set,
        override.computeIfAbsent(kernel.definition(), definition -> kernel.replacement())._2);
  }

  /**
   * This model with more modules of defects, all at once.
   *
   * @param definitions what takes the place of which definition
   */
  ModelEntry planting(List<String> modules, Map<String, String> definitions) {
    return with(planted.appendAll(modules), kernels, set, definitions.foldLeft(override, Map::put));
  }

  private ModelEntry with(
      List<String> defect,
      List<String> alternatives,
      Map<String, String> constants,
      Map<String, String> definitions) {
    return new ModelEntry(
        name,
        was,
        base,
        module,
        defect,
        twin,
        alternatives,
        spec,
        constants,
        definitions,
        without,
        kind,
        tier,
        expected,
        distinct,
        generated,
        repeated,
        target,
        workers,
        witnesses,
        undriven,
        covers,
        why);
  }

  /** This entry with the counts of a run. */
  public ModelEntry measured(RunResult result) {
    return with(
        name,
        was,
        base,
        Option.some(result.distinct()),
        Option.some(result.generated()),
        result.replayed() > 0 ? result.measured().repeated() : repeated,
        covers);
  }

  private ModelEntry with(
      String called,
      Option<String> before,
      Option<String> from,
      Option<Long> states,
      Option<Long> all,
      long twice,
      List<String> pairs) {
    return new ModelEntry(
        called, before, from, module, planted, twin, kernels, spec, set, override, without, kind,
        tier, expected, states, all, twice, target, workers, witnesses, undriven, pairs, why);
  }

  /**
   * A mistake of a defect, made by the implementation.
   *
   * @param deviation the constant of the component's enum of deviations
   * @param scenario the scenario that goes wrong under it; none where no machine comes to make it
   */
  public record Twin(String deviation, Option<String> scenario) {}

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
