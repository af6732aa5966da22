package io.uring.dmabuf.tlc.run;

import io.uring.dmabuf.tlc.known.Scope;
import tla2sany.semantic.ExprNode;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.LetInNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.SubstInNode;
import tlc2.tool.BuiltInOPs;
import tlc2.tool.EvalControl;
import tlc2.tool.IContextEnumerator;
import tlc2.tool.ITool;
import tlc2.tool.TLCState;
import tlc2.tool.ToolGlobals;
import tlc2.util.Context;
import tlc2.value.impl.BoolValue;

/**
 * Whether a law says something of a state or transition at all: it is walked as it is written. A
 * universal quantifier says something if its body does for some element, an implication if its left
 * side is true and its right side says something, a conjunction if a conjunct does; a definition is
 * looked into; everything else always does.
 */
final class Antecedent {

  private final ITool tool;
  private final TLCState from;
  private final TLCState to;

  private Antecedent(ITool tool, TLCState from, TLCState to) {
    this.tool = tool;
    this.from = from;
    this.to = to;
  }

  /**
   * Whether a law says something.
   *
   * @param law its body
   * @param context the context of its body
   * @param from the state, or the one before the transition
   * @param to the state after the transition; the empty one for a law of states
   */
  static boolean holds(ITool tool, SemanticNode law, Context context, TLCState from, TLCState to) {
    return new Antecedent(tool, from, to).says(law, context);
  }

  private boolean says(SemanticNode node, Context context) {
    return switch (node) {
      case LetInNode let -> says(let.getBody(), Scope.of(context).defining(let).now());
      case SubstInNode instance ->
          says(instance.getBody(), Scope.of(context).substituting(tool, instance).now());
      case OpApplNode application -> applied(application, context);
      default -> true;
    };
  }

  private boolean applied(OpApplNode application, Context context) {
    ExprOrOpArgNode[] args = application.getArgs();
    int code = BuiltInOPs.getOpCode(application.getOperator().getName());
    return switch (code) {
      case 0 -> defined(application, context);
      case ToolGlobals.OPCODE_bf -> forSome(application, context);
      case ToolGlobals.OPCODE_implies -> isTrue(args[0], context) && says(args[1], context);
      case ToolGlobals.OPCODE_cl, ToolGlobals.OPCODE_land -> anyOf(args, context);
      case ToolGlobals.OPCODE_sa -> says(args[0], context);
      default -> true;
    };
  }

  private boolean defined(OpApplNode application, Context context) {
    Object operator = tool.lookup(application.getOperator(), context, false);
    if (!(operator instanceof OpDefNode definition)
        || BuiltInOPs.getOpCode(definition.getName()) != 0) {
      return true;
    }
    return says(
        definition.getBody(), tool.getOpContext(definition, application.getArgs(), context, true));
  }

  private boolean forSome(OpApplNode quantifier, Context context) {
    IContextEnumerator elements = tool.contexts(quantifier, context, from, to, EvalControl.Clear);
    ExprNode body = (ExprNode) quantifier.getArgs()[0];
    for (Context each = elements.nextElement(); each != null; each = elements.nextElement()) {
      if (says(body, each)) {
        return true;
      }
    }
    return false;
  }

  private boolean anyOf(ExprOrOpArgNode[] conjuncts, Context context) {
    for (ExprOrOpArgNode each : conjuncts) {
      if (says(each, context)) {
        return true;
      }
    }
    return false;
  }

  private boolean isTrue(SemanticNode condition, Context context) {
    return tool.eval(condition, context, from, to, EvalControl.Clear) instanceof BoolValue truth
        && truth.getVal();
  }
}
