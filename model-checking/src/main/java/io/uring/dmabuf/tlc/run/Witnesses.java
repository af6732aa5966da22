package io.uring.dmabuf.tlc.run;

import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import tla2sany.semantic.OpDefNode;
import tlc2.tool.ITool;
import tlc2.tool.TLCState;
import tlc2.util.Context;
import tlc2.value.impl.BoolValue;

/**
 * State predicates that must hold in some reached state, so that a model is known to reach what it
 * is there for. Each must be false in every initial state: a witness that always holds shows
 * nothing.
 */
final class Witnesses {

  private record Witness(String name, OpDefNode definition) {}

  private final ITool tool;
  private volatile List<Witness> open;
  private volatile List<String> trivial = List.empty();

  private Witnesses(ITool tool, List<Witness> open) {
    this.tool = tool;
    this.open = open;
  }

  /**
   * The witnesses of a model, or one line about the first that is no operator without parameters of
   * its module.
   */
  static Either<String, Witnesses> of(ModelEntry model, ITool tool) {
    return Either.sequenceRight(model.witnesses().map(name -> find(model, tool, name)))
        .map(found -> new Witnesses(tool, List.ofAll(found)));
  }

  private static Either<String, Witness> find(ModelEntry model, ITool tool, String name) {
    return List.of(tool.getRootModule().getOpDefs())
        .find(definition -> definition.getName().toString().equals(name))
        .filter(definition -> definition.getParams().length == 0)
        .map(definition -> new Witness(name, definition))
        .toEither(() ->
            model.name()
                + ": witness "
                + name
                + " is no state predicate of module "
                + model.module());
  }

  /** Sees an initial state, in which no witness may hold. */
  synchronized void initial(TLCState state) {
    List<String> holding = open.filter(witness -> holds(witness, state)).map(Witness::name);
    trivial = trivial.appendAll(holding).distinct();
  }

  /** Sees a state for the first time. */
  void reached(TLCState state) {
    List<Witness> pending = open;
    if (pending.isEmpty()) {
      return;
    }
    List<Witness> now = pending.filter(witness -> holds(witness, state));
    if (now.nonEmpty()) {
      close(now);
    }
  }

  private synchronized void close(List<Witness> reached) {
    open = open.removeAll(reached);
  }

  /** The witnesses that hold in an initial state. */
  List<String> trivial() {
    return trivial;
  }

  /**
   * The first witness that fails, in one line; none when all were reached and none holds at the
   * start.
   */
  Option<String> failure() {
    return trivial
        .headOption()
        .map(name -> "witness " + name + " holds in an initial state: it shows nothing")
        .orElse(() -> open.headOption().map(w -> "witness " + notReached()));
  }

  private String notReached() {
    List<String> names = open.map(Witness::name);
    return names.mkString(", ") + " not reached";
  }

  private boolean holds(Witness witness, TLCState state) {
    return tool.eval(witness.definition().getBody(), Context.Empty, state)
            instanceof BoolValue value
        && value.getVal();
  }
}
