package io.uring.dmabuf.tlc.run;

import io.vavr.collection.List;
import io.vavr.control.Option;
import tla2sany.semantic.ASTConstants;
import tla2sany.semantic.ExprNode;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.ModuleNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpArgNode;
import tla2sany.semantic.OpDeclNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.Subst;
import tla2sany.semantic.SubstInNode;
import tla2sany.semantic.SymbolNode;
import tlc2.tool.impl.FastTool;

/**
 * The names for which an instance of a module puts a name that is the same. TLC puts each of them,
 * a dozen constants and as many variables, whenever it evaluates anything of the instance; without
 * them it finds by the name what the model declares, which is what they stand for. That takes
 * nearly half of the time of a model of the whole, which has three components as instances.
 */
final class SameNames {

  private final FastTool tool;
  private final List<ModuleNode> extended;

  private SameNames(FastTool tool) {
    this.tool = tool;
    ModuleNode root = tool.getRootModule();
    this.extended = List.ofAll(root.getExtendedModuleSet(true)).prepend(root).distinct();
  }

  /** Takes them out of a model that is loaded and has not run. */
  static void drop(FastTool tool) {
    SameNames names = new SameNames(tool);
    names.extended.flatMap(module -> List.of(module.getOpDefs())).distinct().forEach(names::drop);
  }

  private void drop(OpDefNode definition) {
    if (definition.getBody() instanceof SubstInNode instance
        && extended.contains(instance.getInstantiatingModule())) {
      Subst[] others =
          List.of(instance.getSubsts()).reject(this::isNeedless).toJavaArray(Subst[]::new);
      if (others.length < instance.getSubsts().length) {
        definition.setBody(with(others, instance));
      }
    }
  }

  private ExprNode with(Subst[] substs, SubstInNode instance) {
    SubstInNode result =
        new SubstInNode(
            instance.getTreeNode(),
            substs,
            instance.getBody(),
            instance.getInstantiatingModule(),
            instance.getInstantiatedModule());
    result.levelCheck(1);
    result.setToolObject(tool.getId(), instance.getToolObject(tool.getId()));
    return result;
  }

  /** Whether the name is put for itself, and can be found without. */
  private boolean isNeedless(Subst subst) {
    return declared(subst.getExpr())
        .filter(put -> put.getName().equals(subst.getOp().getName()))
        .exists(put -> put.getKind() == ASTConstants.VariableDeclKind || tell(subst.getOp(), put));
  }

  /** A constant of the instance has the value of the model's, if that has one. */
  private boolean tell(OpDeclNode constant, OpDeclNode put) {
    Object value = put.getToolObject(tool.getId());
    if (value != null) {
      constant.setToolObject(tool.getId(), value);
    }
    return value != null;
  }

  private static Option<OpDeclNode> declared(ExprOrOpArgNode put) {
    SymbolNode operator =
        switch (put) {
          case OpApplNode application when application.getArgs().length == 0 ->
              application.getOperator();
          case OpArgNode argument -> argument.getOp();
          default -> null;
        };
    return operator instanceof OpDeclNode declaration ? Option.some(declaration) : Option.none();
  }
}
