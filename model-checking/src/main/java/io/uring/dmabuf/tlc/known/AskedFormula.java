package io.uring.dmabuf.tlc.known;

import io.uring.dmabuf.tlc.known.FormulaReader.Kind;
import tla2sany.semantic.ExprOrOpArgNode;
import tlc2.tool.TLCState;
import tlc2.tool.coverage.CostModel;
import tlc2.tool.impl.Tool;
import tlc2.util.Context;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.EvaluatingValue;
import tlc2.value.impl.Value;

/** A formula as an operator in Java, which TLC calls in place of the formula. */
final class AskedFormula extends EvaluatingValue {

  private static final long serialVersionUID = 1L;

  private final transient Formula formula;
  private final transient Recalls recalls;
  private final Kind kind;

  AskedFormula(Formula formula, Kind kind, Recalls recalls) {
    super(null, null, 0);
    this.formula = formula;
    this.kind = kind;
    this.recalls = recalls;
  }

  @Override
  public Value eval(
      Tool tool,
      ExprOrOpArgNode[] args,
      Context context,
      TLCState state,
      TLCState successor,
      int control,
      CostModel cost) {
    Recall recall = recalls.mine();
    boolean holds =
        switch (kind) {
          case STATES -> recall.holds(formula, state);
          case TRANSITIONS -> recall.holds(formula, state, successor);
          case GUARD -> recall.mayTake(formula, state);
        };
    return holds ? BoolValue.ValTrue : BoolValue.ValFalse;
  }
}
