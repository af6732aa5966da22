package io.uring.dmabuf.oracle;

import io.uring.dmabuf.replay.TlaValues;
import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.SpecLoader;
import io.uring.dmabuf.tlc.trace.StateDiff;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tla2sany.semantic.OpDeclNode;
import tla2sany.semantic.OpDefNode;
import tlc2.tool.Action;
import tlc2.tool.ITool;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.util.Context;
import tlc2.value.impl.BoolValue;
import util.UniqueString;

/**
 * TLC's evaluator as a judge: whether a step is one of the specification, which steps the
 * specification allows, whether a state keeps the invariants. It explores nothing, so the bounds of
 * its model may be large. TLC keeps its state in statics: one oracle a JVM, used by one thread.
 */
public final class StepOracle {
  private static final int DIFFERENCES_SHOWN = 6;

  private final ITool tool;
  private final Map<ActionLabel, List<Action>> actions = new LinkedHashMap<>();
  private final Map<String, OpDefNode> predicates = new HashMap<>();
  private final UniqueString[] variables;

  private StepOracle(ITool tool) {
    this.tool = tool;
    for (Action action : tool.getActions()) {
      ActionLabel label =
          ActionLabel.of(action)
              .getOrElseThrow(reason -> new IllegalArgumentException("unfit model: " + reason));
      actions.merge(label, List.of(action), List::appendAll);
    }
    this.variables =
        List.of(TLCState.vars).map(OpDeclNode::getName).toJavaArray(UniqueString[]::new);
  }

  /**
   * The oracle of a model, or one line that says why the model cannot be loaded.
   *
   * @param home where modules and configurations are
   * @param model which of them
   * @param log what TLC prints
   */
  public static Either<String, StepOracle> load(Home home, ModelEntry model, PrintStream log) {
    return SpecLoader.load(home, model, log).map(StepOracle::new);
  }

  /** The evaluator, for those who read constants. */
  public ITool tool() {
    return tool;
  }

  /** The names and arguments of all steps that the specification has. */
  public List<ActionLabel> labels() {
    return List.ofAll(actions.keySet());
  }

  /** TLC's action for a step, if the specification has it. */
  Option<Action> action(ActionLabel label) {
    return actions.getOrDefault(label, List.empty()).headOption();
  }

  /** The only initial state. */
  public TLCState initial() {
    StateVec states = tool.getInitStates();
    if (states.size() != 1) {
      throw new IllegalStateException(states.size() + " initial states, not one");
    }
    return states.elementAt(0);
  }

  /** A successor by the step with this name and arguments; null where the step is refused. */
  public @Nullable TLCState successor(ActionLabel label, TLCState before) {
    for (Action action : actions.getOrDefault(label, List.empty())) {
      StateVec successors = tool.getNextStates(action, before);
      if (!successors.isEmpty()) {
        return successors.elementAt(0);
      }
    }
    return null;
  }

  /** The steps that the specification takes, each with its successors. */
  public Map<ActionLabel, java.util.List<TLCState>> enabled(TLCState before) {
    Map<ActionLabel, java.util.List<TLCState>> result = new LinkedHashMap<>();
    actions.forEach((label, instances) -> {
      java.util.List<TLCState> all = successors(instances, before);
      if (!all.isEmpty()) {
        result.put(label, all);
      }
    });
    return result;
  }

  private java.util.List<TLCState> successors(List<Action> instances, TLCState before) {
    java.util.List<TLCState> all = new ArrayList<>();
    for (Action action : instances) {
      StateVec successors = tool.getNextStates(action, before);
      for (int i = 0; i < successors.size(); i++) {
        all.add(successors.elementAt(i));
      }
    }
    return all;
  }

  /**
   * What is wrong with a step, or none: the specification has no such step, refuses it here, or
   * ends in another state.
   *
   * @param label the step's name and arguments
   * @param before the state before it, every variable bound
   * @param after the state after it, every variable bound
   */
  public Option<String> objection(ActionLabel label, TLCState before, TLCState after) {
    List<Action> instances = actions.getOrDefault(label, List.empty());
    if (instances.isEmpty()) {
      return Option.some("the specification has no step " + label);
    }
    return objection(successors(instances, before), after);
  }

  /** What is wrong with a state, given the successors that the specification allows. */
  Option<String> objection(java.util.List<TLCState> allowed, TLCState after) {
    if (allowed.isEmpty()) {
      return Option.some("the implementation takes a step that the specification refuses");
    }
    for (TLCState successor : allowed) {
      if (same(successor, after)) {
        return Option.none();
      }
    }
    return Option.some(
        "the implementation ends in another state: " + differences(allowed.get(0), after));
  }

  private boolean same(TLCState a, TLCState b) {
    for (UniqueString variable : variables) {
      if (!TlaValues.same(a.lookup(variable), b.lookup(variable))) {
        return false;
      }
    }
    return true;
  }

  /** Where two states differ: the specification's value first. */
  private String differences(TLCState specification, TLCState implementation) {
    List<StateDiff.Change> all =
        List.of(variables)
            .flatMap(name ->
                StateDiff.between(
                    name.toString(), specification.lookup(name), implementation.lookup(name)));
    return all.take(DIFFERENCES_SHOWN)
            .map(c -> c.path() + " should be " + c.before() + ", is " + c.after())
            .mkString("; ")
        + (all.size() > DIFFERENCES_SHOWN ? "; ..." : "");
  }

  /**
   * Whether a state predicate of the model's module holds.
   *
   * @param predicate the name of an operator without parameters
   * @throws IllegalArgumentException when the module has no such operator
   */
  public boolean holds(String predicate, TLCState state) {
    OpDefNode definition = predicates.computeIfAbsent(predicate, this::definition);
    return tool.eval(definition.getBody(), Context.Empty, state) instanceof BoolValue truth
        && truth.val;
  }

  private OpDefNode definition(String name) {
    return List.of(tool.getRootModule().getOpDefs())
        .find(each -> each.getName().toString().equals(name))
        .getOrElseThrow(() -> new IllegalArgumentException("no predicate called " + name));
  }

  /** The first invariant of the model that a state breaks, if any. */
  public Option<String> brokenInvariant(TLCState state) {
    Action[] invariants = tool.getInvariants();
    for (int i = 0; i < invariants.length; i++) {
      if (!tool.isValid(invariants[i], state)) {
        return Option.some("the specification's invariant " + tool.getInvNames()[i] + " is broken");
      }
    }
    return Option.none();
  }
}
