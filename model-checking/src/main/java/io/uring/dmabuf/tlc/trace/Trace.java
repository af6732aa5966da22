package io.uring.dmabuf.tlc.trace;

import io.uring.dmabuf.tlc.ActionLabel;
import io.uring.dmabuf.tlc.trace.StateDiff.Change;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import tla2sany.semantic.OpDeclNode;
import tlc2.tool.Action;
import tlc2.tool.ITool;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.value.impl.Value;

/**
 * A path through a model: an initial state and the steps from there.
 *
 * @param initial the variables of the first state; none where nobody asks for it
 * @param steps the steps in order
 * @param end how it goes on, such as {@code back to state 3}; none for a path that just ends
 */
public record Trace(Map<String, Value> initial, List<Step> steps, Option<String> end) {

  /**
   * One step.
   *
   * @param label the action with its arguments; none when no action of the model makes this step
   * @param module the module that defines the action
   * @param before the variables before it
   * @param changes what it changed
   * @param state the variables after it
   */
  public record Step(
      Option<ActionLabel> label,
      Option<String> module,
      Map<String, Value> before,
      List<Change> changes,
      Map<String, Value> state) {

    /** The action with its arguments, or {@code ?}. */
    public String text() {
      return label.map(ActionLabel::toString).getOrElse("?");
    }
  }

  /**
   * The path through these states; the action of each step is found by computing all successors
   * again.
   */
  public static Trace of(ITool tool, List<TLCState> states, Option<String> end) {
    if (states.isEmpty()) {
      return new Trace(LinkedHashMap.empty(), List.empty(), end);
    }
    return new Trace(
        values(states.head()),
        states
            .zip(states.tail())
            .map(pair -> step(action(tool, pair._1, pair._2), pair._1, pair._2)),
        end);
  }

  /** One step whose action is known. */
  public static Step step(Option<Action> action, TLCState from, TLCState to) {
    return new Step(
        action.flatMap(a -> ActionLabel.of(a).toOption()),
        action.flatMap(a -> Option.of(a.getOpDef())).map(Trace::moduleOf),
        values(from),
        variables(from)
            .flatMap(name -> StateDiff.between(name, from.lookup(name), to.lookup(name))),
        values(to));
  }

  private static String moduleOf(tla2sany.semantic.OpDefNode definition) {
    return definition.getOriginallyDefinedInModuleNode().getName().toString();
  }

  private static Option<Action> action(ITool tool, TLCState from, TLCState to) {
    long fingerprint = to.fingerPrint();
    return List.of(tool.getActions()).find(action -> leads(tool, action, from, fingerprint));
  }

  private static boolean leads(ITool tool, Action action, TLCState from, long fingerprint) {
    try {
      StateVec successors = tool.getNextStates(action, from);
      for (int i = 0; i < successors.size(); i++) {
        if (successors.elementAt(i).fingerPrint() == fingerprint) {
          return true;
        }
      }
    } catch (RuntimeException notThisOne) {
      // An action that cannot be evaluated here is not the one that was taken.
      return false;
    }
    return false;
  }

  /** The names of the variables in the order of their declaration. */
  static List<String> variables(TLCState state) {
    return List.of(state.getVars()).map(OpDeclNode::getName).map(Object::toString);
  }

  private static Map<String, Value> values(TLCState state) {
    return variables(state)
        .foldLeft(
            LinkedHashMap.<String, Value>empty(),
            (map, name) -> map.put(name, (Value) state.lookup(name)));
  }
}
