package io.uring.dmabuf.tlc.run;

import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.HashSet;
import java.util.Set;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDeclNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tlc2.tool.BuiltInOPs;
import tlc2.tool.ToolGlobals;

/**
 * The action of a component that forgets a variable which the action of the whole, of which it is a
 * part, does not mention either.
 */
final class ComponentAction {
  private final String variable;
  private final Set<SemanticNode> seen = new HashSet<>();

  private ComponentAction(String variable) {
    this.variable = variable;
  }

  /**
   * The only action of another module in an action that has the variable and says nothing of it;
   * none if there is none, or several.
   *
   * @param whole the action that TLC names
   */
  static Option<OpDefNode> of(OpDefNode whole, String variable) {
    List<OpDefNode> forgetful =
        parts(whole.getBody(), new HashSet<>())
            .map(OpDefNode::getSource)
            .distinct()
            .filter(part -> part != whole && declares(part, variable))
            .filter(part -> !new ComponentAction(variable).assigns(part.getBody()));
    return Option.when(forgetful.size() == 1, forgetful::head);
  }

  /** The definitions of other modules that an action is made of, the outermost ones. */
  private static List<OpDefNode> parts(SemanticNode node, Set<SemanticNode> seen) {
    if (node == null || !seen.add(node)) {
      return List.empty();
    }
    if (node instanceof OpApplNode applied
        && applied.getOperator() instanceof OpDefNode definition
        && definition.getBody() != null) {
      return definition.getSource() != definition
          ? List.of(definition)
          : parts(definition.getBody(), seen).appendAll(below(node, seen));
    }
    return below(node, seen);
  }

  private static List<OpDefNode> below(SemanticNode node, Set<SemanticNode> seen) {
    return Option.of(node.getChildren())
        .map(children -> List.of(children).flatMap(child -> parts(child, seen)))
        .getOrElse(List.empty());
  }

  private static boolean declares(OpDefNode part, String variable) {
    return List.of(part.getOriginallyDefinedInModuleNode().getVariableDecls())
        .exists(declared -> declared.getName().toString().equals(variable));
  }

  /** Whether a formula has the variable behind a prime or in UNCHANGED. */
  private boolean assigns(SemanticNode node) {
    if (node == null || !seen.add(node)) {
      return false;
    }
    if (node instanceof OpApplNode applied) {
      int code = BuiltInOPs.getOpCode(applied.getOperator().getName());
      if (code == ToolGlobals.OPCODE_prime || code == ToolGlobals.OPCODE_unchanged) {
        return new ComponentAction(variable).names(applied);
      }
      if (applied.getOperator() instanceof OpDefNode definition && assigns(definition.getBody())) {
        return true;
      }
    }
    SemanticNode[] children = node.getChildren();
    return children != null && List.of(children).exists(this::assigns);
  }

  /** Whether an expression has the variable. */
  private boolean names(SemanticNode node) {
    if (node == null || !seen.add(node)) {
      return false;
    }
    if (node instanceof OpApplNode applied) {
      if (applied.getOperator() instanceof OpDeclNode declared
          && declared.getName().toString().equals(variable)) {
        return true;
      }
      if (applied.getOperator() instanceof OpDefNode definition && names(definition.getBody())) {
        return true;
      }
    }
    SemanticNode[] children = node.getChildren();
    return children != null && List.of(children).exists(this::names);
  }
}
