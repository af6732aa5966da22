package io.uring.dmabuf.oracle;

import io.uring.dmabuf.oracle.Finding.Kind;
import io.uring.dmabuf.replay.StepDef;
import io.uring.dmabuf.tlc.ActionLabel;
import io.vavr.control.Option;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tlc2.tool.TLCState;

/**
 * The checks of one run after another, step by step: the structural audit of every state, and what
 * TLC's evaluator says to as many of them as the {@link Sampling} asks for.
 *
 * @param <S> the implementation's state
 */
public final class Referee<S> {
  /** On every how manieth step laws are also evaluated anew that the step cannot have broken. */
  private static final int FULL_AUDIT_EVERY = 16;

  private final Universe<S> universe;
  private final StepOracle oracle;
  private final Sampling sampling;
  private final StateAbstraction<S> abstraction;
  private final Audit<S> audit;
  private @Nullable TLCState current;
  private Consumer<TLCState> onSample = state -> {};
  private long steps;
  private long judged;
  private long enabledSets;
  private long enabledSteps;
  private long invariantStates;

  /** A referee that has seen nothing yet. */
  public Referee(Universe<S> universe, StepOracle oracle, Sampling sampling) {
    this.universe = universe;
    this.oracle = oracle;
    this.sampling = sampling;
    this.abstraction = new StateAbstraction<>(universe.target());
    this.audit = new Audit<>(universe.target());
  }

  /** Whom to show the states on which the invariants are evaluated, from now on. */
  void onSample(Consumer<TLCState> watcher) {
    onSample = watcher;
  }

  /** Steps audited so far. */
  public long steps() {
    return steps;
  }

  /** Steps judged by TLC's evaluator so far. */
  public long judged() {
    return judged;
  }

  /** States so far whose whole set of enabled steps was compared. */
  public long enabledSets() {
    return enabledSets;
  }

  /** Enabled steps compared with their successors in those states. */
  public long enabledSteps() {
    return enabledSteps;
  }

  /** States so far on which the model's invariants were evaluated. */
  public long invariantStates() {
    return invariantStates;
  }

  /** A run begins. */
  public Option<Finding> start(S initial) {
    Option<Finding> audited = audited(() -> audit.broken(initial));
    if (audited.isDefined() || !sampling.asks()) {
      return audited;
    }
    return evaluated(
        Kind.START,
        () -> {
          TLCState state = abstraction.of(initial);
          current = state;
          return oracle.objection(java.util.List.of(oracle.initial()), state);
        });
  }

  /** A step of the run; the state before it is the last one that was reported. */
  public Option<Finding> step(ActionLabel label, S from, S to) {
    steps++;
    Option<Finding> audited =
        audited(() -> due(FULL_AUDIT_EVERY) ? audit.broken(to) : audit.broken(from, to));
    if (audited.isDefined() || !sampling.asks()) {
      return audited;
    }
    TLCState before = current;
    if (before == null) {
      throw new IllegalStateException("a step before the start");
    }
    return evaluated(
            Kind.STEP,
            () -> {
              TLCState after = abstraction.after(from, before, to);
              current = after;
              judged += sampling.steps() ? 1 : 0;
              return sampling.steps() ? oracle.objection(label, before, after) : Option.none();
            })
        .orElse(() -> invariants())
        .orElse(() -> enabled(to));
  }

  /** The run goes on in another state: what leads there is no step of the specification. */
  public void goesOnIn(S state) {
    current = abstraction.of(state);
  }

  private static Option<Finding> audited(Supplier<Option<String>> question) {
    try {
      return question.get().map(law -> new Finding(Kind.AUDIT, "a law is broken: " + law));
    } catch (RuntimeException thrown) {
      return Option.some(new Finding(Kind.THROWN, "the audit threw " + thrown));
    }
  }

  /** The specification's state after the last step; only where the sampling asks for any. */
  TLCState state() {
    TLCState state = current;
    if (state == null) {
      throw new IllegalStateException("no state of the specification");
    }
    return state;
  }

  private Option<Finding> invariants() {
    if (!due(sampling.invariantsEvery())) {
      return Option.none();
    }
    invariantStates++;
    onSample.accept(state());
    return evaluated(Kind.INVARIANT, () -> oracle.brokenInvariant(state()));
  }

  private Option<Finding> enabled(S state) {
    if (!due(sampling.enabledEvery())) {
      return Option.none();
    }
    enabledSets++;
    return evaluated(Kind.ENABLED, () -> differentSets(state));
  }

  private boolean due(int every) {
    return every > 0 && steps % every == 0;
  }

  private Option<String> differentSets(S state) {
    Map<ActionLabel, java.util.List<TLCState>> allowed = new HashMap<>(oracle.enabled(state()));
    for (int i = 0; i < universe.size(); i++) {
      StepDef<S> step = universe.step(i);
      S next = step.step().apply(state);
      if (next != null) {
        enabledSteps++;
        ActionLabel label = universe.label(i);
        java.util.List<TLCState> successors = allowed.remove(label);
        Option<String> objection =
            oracle.objection(
                successors == null ? java.util.List.of() : successors,
                abstraction.after(state, state(), next));
        if (objection.isDefined()) {
          return objection.map(text -> label + ": " + text);
        }
      }
    }
    return allowed.isEmpty()
        ? Option.none()
        : Option.some(
            allowed.keySet().iterator().next()
                + ": the implementation refuses a step that the specification takes");
  }

  /** A question to TLC's evaluator, which throws on states without meaning. */
  private static Option<Finding> evaluated(Kind kind, Supplier<Option<String>> question) {
    try {
      return question.get().map(text -> new Finding(kind, text));
    } catch (RuntimeException meaningless) {
      String message = String.valueOf(meaningless.getMessage()).lines().findFirst().orElse("");
      return Option.some(
          new Finding(
              kind,
              "the state has no meaning in the specification: "
                  + meaningless.getClass().getSimpleName()
                  + " "
                  + message));
    }
  }
}
