package io.uring.dmabuf.tlc.known;

import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.LetInNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.Subst;
import tla2sany.semantic.SubstInNode;
import tlc2.tool.ITool;
import tlc2.tool.coverage.CostModel;
import tlc2.util.Context;
import tlc2.value.impl.LazyValue;

/**
 * What the names in a part of a formula stand for. It is made anew each time, as TLC does: the
 * values in it are evaluated once, in the state in which they are first asked for.
 */
public interface Scope {

  /** The names, for one evaluation. */
  Context now();

  /** That of an action or law as TLC lists it. */
  static Scope of(Context context) {
    return () -> context;
  }

  /** That of the body of {@code LET}. */
  default Scope defining(LetInNode let) {
    return () -> {
      Context result = now();
      for (OpDefNode definition : let.getLets()) {
        if (definition.getArity() == 0) {
          result =
              result.cons(
                  definition, new LazyValue(definition.getBody(), result, CostModel.DO_NOT_RECORD));
        }
      }
      return result;
    };
  }

  /** That of the body of an instance of a module. */
  default Scope substituting(ITool tool, SubstInNode instance) {
    return () -> {
      Context outer = now();
      Context result = outer;
      for (Subst each : instance.getSubsts()) {
        result = result.cons(each.getOp(), tool.getVal(each.getExpr(), outer, true));
      }
      return result;
    };
  }

  /** That of the body of a definition with these arguments. */
  default Scope applying(ITool tool, OpDefNode definition, ExprOrOpArgNode[] args) {
    return () -> tool.getOpContext(definition, args, now(), true);
  }

  /** That of the body of a quantifier, for the element that a context of TLC's binds. */
  default Scope binding(FormalParamNode[][] names, Context element) {
    return () -> {
      Context result = now();
      for (FormalParamNode[] of : names) {
        for (FormalParamNode name : of) {
          result = result.cons(name, element.lookup(name));
        }
      }
      return result;
    };
  }
}
