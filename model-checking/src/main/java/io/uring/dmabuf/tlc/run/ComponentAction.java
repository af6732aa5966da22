package io.uring.dmabuf.tlc.run;

import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
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
  private ComponentAction() {}

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
            .filter(part -> !assigns(part.getBody(), variable));
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
  private static boolean assigns(SemanticNode formula, String variable) {
    return has(
        formula,
        applied -> isPrimeOrUnchanged(applied) && names(applied, variable),
        new HashSet<>());
  }

  private static boolean isPrimeOrUnchanged(OpApplNode applied) {
    int code = BuiltInOPs.getOpCode(applied.getOperator().getName());
    return code == ToolGlobals.OPCODE_prime || code == ToolGlobals.OPCODE_unchanged;
  }

  /** Whether an expression has the variable. */
  private static boolean names(SemanticNode expression, String variable) {
    return has(
        expression,
        applied ->
            applied.getOperator() instanceof OpDeclNode declared
                && declared.getName().toString().equals(variable),
        new HashSet<>());
  }

  /** Whether an application is in an expression, or in a definition that it uses. */
  private static boolean has(
      SemanticNode node, Predicate<OpApplNode> wanted, Set<SemanticNode> seen) {
    if (node == null || !seen.add(node)) {
      return false;
    }
    if (node instanceof OpApplNode applied
        && (wanted.test(applied)
            || applied.getOperator() instanceof OpDefNode definition
                && has(definition.getBody(), wanted, seen))) {
      return true;
    }
    SemanticNode[] children = node.getChildren();
    return children != null && List.of(children).exists(child -> has(child, wanted, seen));
  }
}
