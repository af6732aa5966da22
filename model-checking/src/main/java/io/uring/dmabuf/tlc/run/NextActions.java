package io.uring.dmabuf.tlc.run;

import io.uring.dmabuf.tlc.ActionLabel;
import io.vavr.collection.LinkedHashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.control.Either;
import io.vavr.control.Option;
import tla2sany.semantic.ASTConstants;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.LetInNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.SubstInNode;
import tlc2.tool.Action;
import tlc2.tool.BuiltInOPs;
import tlc2.tool.ITool;
import tlc2.tool.ToolGlobals;

/**
 * The actions that the next-state relation names. They are read off its syntax, through
 * disjunctions and quantifiers, so that an action under an empty set, for which TLC makes no
 * instance, is among them.
 */
final class NextActions {

  private final ITool tool;
  private Set<String> names = LinkedHashSet.empty();

  private NextActions(ITool tool) {
    this.tool = tool;
  }

  /**
   * The names in the order in which they are written; empty for a model without a next-state
   * relation.
   */
  static Set<String> names(ITool tool) {
    NextActions actions = new NextActions(tool);
    Option.of(tool.getNextStateSpec()).forEach(next -> actions.collect(next.pred, nameOf(next)));
    return actions.names;
  }

  /**
   * The labels of all instances that TLC made, in TLC's order, or one line about the first that has
   * none: it is the unnamed next-state relation itself, or an argument is not a constant.
   */
  static Either<String, List<ActionLabel>> labels(ITool tool) {
    String next = Option.of(tool.getNextStateSpec()).map(NextActions::nameOfAll).getOrElse("Next");
    return Either.sequenceRight(List.of(tool.getActions()).map(action -> label(action, next)))
        .map(List::ofAll);
  }

  private static Either<String, ActionLabel> label(Action action, String next) {
    return ActionLabel.of(action)
        .filterOrElse(label -> !label.action().equals(next), label -> ActionLabel.unnamed(action));
  }

  /** The name of the whole next-state relation, also where a specification names it. */
  private static String nameOfAll(Action next) {
    return next.pred instanceof OpApplNode application
            && application.getOperator() instanceof OpDefNode definition
            && definition.getKind() == ASTConstants.UserDefinedOpKind
            && BuiltInOPs.getOpCode(definition.getName()) == 0
        ? definition.getName().toString()
        : nameOf(next);
  }

  private static String nameOf(Action action) {
    return action.getName().toString();
  }

  private void collect(SemanticNode node, String name) {
    switch (node) {
      case LetInNode let -> collect(let.getBody(), name);
      case SubstInNode subst when subst.getSubsts().length == 0 -> collect(subst.getBody(), name);
      case OpApplNode application -> collectApplication(application, name);
      default -> names = names.add(name);
    }
  }

  private void collectApplication(OpApplNode application, String name) {
    Object operator = tool.lookup(application.getOperator());
    if (operator instanceof OpDefNode definition
        && definition.getKind() == ASTConstants.UserDefinedOpKind
        && BuiltInOPs.getOpCode(definition.getName()) == 0) {
      collect(definition.getBody(), definition.getName().toString());
      return;
    }
    int code = BuiltInOPs.getOpCode(application.getOperator().getName());
    if (code == ToolGlobals.OPCODE_be) {
      collect(application.getArgs()[0], name);
    } else if (code == ToolGlobals.OPCODE_dl || code == ToolGlobals.OPCODE_lor) {
      for (ExprOrOpArgNode disjunct : application.getArgs()) {
        collect(disjunct, name);
      }
    } else {
      names = names.add(name);
    }
  }
}
