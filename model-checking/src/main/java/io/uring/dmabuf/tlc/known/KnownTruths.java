package io.uring.dmabuf.tlc.known;

import io.uring.dmabuf.tlc.known.FormulaReader.Kind;
import tla2sany.semantic.ASTConstants;
import tla2sany.semantic.ExprNode;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.OpApplNode;
import tlc2.tool.Action;
import tlc2.tool.impl.FastTool;
import util.UniqueString;

/**
 * The laws and actions of a loaded model, put so that TLC asks for what is known of them before it
 * evaluates them. Their names, arguments and order stay.
 */
public final class KnownTruths {

  private static final UniqueString NAME = UniqueString.uniqueStringOf("KnownTruth");

  private final FastTool tool;
  private final FormulaReader reader;
  private final Recalls recalls = new Recalls();

  private KnownTruths(FastTool tool) {
    this.tool = tool;
    this.reader = new FormulaReader(tool);
  }

  /**
   * Lets TLC remember. Whoever looks at formulas as they are written takes them from the model
   * before.
   */
  public static void remember(FastTool tool) {
    new KnownTruths(tool).replace();
  }

  private void replace() {
    replace(tool.getInvariants(), Kind.STATES);
    replace(tool.getImpliedActions(), Kind.TRANSITIONS);
    replace(tool.getActions(), Kind.GUARD);
    recalls.of(tool, reader.parts());
  }

  /** TLC hands out the arrays that it works with. */
  private void replace(Action[] formulas, Kind kind) {
    for (int i = 0; i < formulas.length; i++) {
      Formula formula = reader.read(formulas[i], kind);
      if (!(formula instanceof Formula.Open)) {
        ExprNode known = asked(new AskedFormula(formula, kind, recalls));
        formulas[i] =
            new Action(
                kind == Kind.GUARD ? and(known, formulas[i]) : known,
                formulas[i].con,
                formulas[i].getOpDef());
      }
    }
  }

  private ExprNode asked(AskedFormula formula) {
    FormalParamNode symbol = new FormalParamNode(NAME, 0, null, null, tool.getRootModule());
    symbol.setToolObject(tool.getId(), formula);
    return new OpApplNode(symbol);
  }

  private ExprNode and(ExprNode known, Action action) {
    return new OpApplNode(
        ASTConstants.OP_cl,
        new ExprOrOpArgNode[] {known, (ExprNode) action.pred},
        action.pred.getTreeNode(),
        tool.getRootModule());
  }
}
