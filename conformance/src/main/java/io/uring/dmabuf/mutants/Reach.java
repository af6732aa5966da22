package io.uring.dmabuf.mutants;

import io.uring.dmabuf.guards.SpecTree;
import io.vavr.collection.HashMap;
import io.vavr.collection.HashSet;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import io.vavr.control.Either;
import java.nio.file.Path;
import tla2sany.semantic.ASTConstants;
import tla2sany.semantic.ModuleNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpArgNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.SubstInNode;
import tla2sany.semantic.SymbolNode;

/** Which definitions the actions of a module use, themselves or through others. */
final class Reach {

  private static final String NEXT = "Next";

  private final ModuleNode root;
  private Map<OpDefNode, Set<OpDefNode>> named = HashMap.empty();

  private Reach(ModuleNode root) {
    this.root = root;
  }

  /**
   * A module that models are made from, or one line that says why it cannot be read.
   *
   * @param folders where modules are
   */
  static Either<String, Reach> of(List<Path> folders, String module) {
    return SpecTree.parse(folders, module)
        .map(all -> new Reach(all.find(m -> m.getName().toString().equals(module)).get()));
  }

  /** What an action of the module uses, as {@code Module.Definition}, itself included. */
  Set<String> of(String action) {
    return byName(action).keySet();
  }

  /** All that the next-state relation uses but itself. */
  Map<String, OpDefNode> ofAll() {
    return byName(NEXT).remove(name(root.getOpDef(NEXT)));
  }

  private Map<String, OpDefNode> byName(String action) {
    OpDefNode start = root.getOpDef(action);
    return start == null
        ? LinkedHashMap.empty()
        : closure(source(start)).toLinkedMap(d -> io.vavr.Tuple.of(name(d), d));
  }

  private Set<OpDefNode> closure(OpDefNode start) {
    Set<OpDefNode> seen = HashSet.of(start);
    List<OpDefNode> open = List.of(start);
    while (open.nonEmpty()) {
      Set<OpDefNode> next = open.foldLeft(HashSet.<OpDefNode>empty(), (s, d) -> s.addAll(uses(d)));
      open = next.removeAll(seen).toList();
      seen = seen.addAll(open);
    }
    return seen;
  }

  private Set<OpDefNode> uses(OpDefNode definition) {
    Set<OpDefNode> known = named.get(definition).getOrNull();
    if (known == null) {
      known = names(definition.getBody());
      named = named.put(definition, known);
    }
    return known;
  }

  private static Set<OpDefNode> names(SemanticNode node) {
    Set<OpDefNode> found = HashSet.empty();
    if (node instanceof OpApplNode application) {
      found = found.addAll(definition(application.getOperator()));
    }
    if (node instanceof OpArgNode argument) {
      found = found.addAll(definition(argument.getOp()));
    }
    if (node instanceof OpDefNode local) {
      return names(local.getBody());
    }
    List<SemanticNode> children =
        node instanceof SubstInNode substituted
            ? List.of(substituted.getBody())
            : SpecTree.children(node);
    return children.foldLeft(found, (all, child) -> all.addAll(names(child)));
  }

  private static Set<OpDefNode> definition(SymbolNode operator) {
    return operator instanceof OpDefNode definition
            && definition.getKind() == ASTConstants.UserDefinedOpKind
        ? HashSet.of(source(definition))
        : HashSet.empty();
  }

  /** The definition itself, where a module instantiates the one that has it. */
  private static OpDefNode source(OpDefNode definition) {
    OpDefNode source = definition.getSource();
    return source == null || source == definition ? definition : source(source);
  }

  private static String name(OpDefNode definition) {
    return definition.getOriginallyDefinedInModuleNode().getName() + "." + definition.getName();
  }
}
