package io.uring.dmabuf.tlc.known;

import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.ArrayList;
import tla2sany.semantic.ASTConstants;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.LetInNode;
import tla2sany.semantic.LevelConstants;
import tla2sany.semantic.LevelNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.SubstInNode;
import tlc2.tool.Action;
import tlc2.tool.BuiltInOPs;
import tlc2.tool.EvalControl;
import tlc2.tool.IContextEnumerator;
import tlc2.tool.ITool;
import tlc2.tool.TLCState;
import tlc2.tool.ToolGlobals;
import tlc2.util.Context;
import util.UniqueString;

/**
 * The laws and the guards of a model in parts, taken apart as they are written: at conjunctions, at
 * disjunctions of guards and of what is enabled, and at quantifiers over constant sets, through
 * definitions and instances.
 */
final class FormulaReader {

  private final ITool tool;
  private final ArrayList<Part> parts = new ArrayList<>();

  /** What a formula says something of. */
  enum Kind {
    /** States: a law. */
    STATES,
    /** Transitions: a law. */
    TRANSITIONS,
    /**
     * The state before an action: a guard. One that cannot be evaluated is TLC's affair, since what
     * TLC looks at before it may be false.
     */
    GUARD
  }

  /** What is evaluated as a whole. */
  record Part(SemanticNode node, Scope scope, Kind kind) {}

  FormulaReader(ITool tool) {
    this.tool = tool;
  }

  /** The parts read so far; the number of a part is its place. */
  Part[] parts() {
    return parts.toArray(Part[]::new);
  }

  /**
   * A law, or what must hold in a state in which an action is enabled, as far as it can be told
   * apart from what the action does.
   */
  Formula read(Action formula, Kind kind) {
    return read(formula.pred, Scope.of(formula.con), kind);
  }

  private Formula read(SemanticNode node, Scope scope, Kind kind) {
    return switch (node) {
      case LetInNode let -> read(let.getBody(), scope.defining(let), kind);
      case SubstInNode instance ->
          read(instance.getBody(), scope.substituting(tool, instance), kind);
      case OpApplNode application -> applied(application, scope, kind);
      default -> part(node, scope, kind);
    };
  }

  private Formula applied(OpApplNode application, Scope scope, Kind kind) {
    ExprOrOpArgNode[] args = application.getArgs();
    return switch (code(application)) {
      case 0 -> defined(application, scope, kind);
      case ToolGlobals.OPCODE_cl, ToolGlobals.OPCODE_land ->
          Formula.All.of(List.of(args).map(each -> read(each, scope, kind)));
      case ToolGlobals.OPCODE_bf ->
          elements(application, scope)
              .<Formula>map(each -> Formula.All.of(bodies(application, each, kind)))
              .getOrElse(() -> part(application, scope, kind));
      case ToolGlobals.OPCODE_dl, ToolGlobals.OPCODE_lor ->
          isOpen(application, kind) || List.of(args).exists(FormulaReader::isEnabled)
              ? Formula.Any.of(List.of(args).map(each -> read(each, scope, kind)))
              : part(application, scope, kind);
      case ToolGlobals.OPCODE_enabled ->
          isEnabled(application) && kind == Kind.STATES
              ? enabled(((OpApplNode) args[0]).getArgs(), scope)
              : part(application, scope, kind);
      case ToolGlobals.OPCODE_be ->
          isOpen(application, kind)
              ? elements(application, scope)
                  .map(each -> Formula.Any.of(bodies(application, each, kind)))
                  .getOrElse(Formula.Open::new)
              : part(application, scope, kind);
      default -> part(application, scope, kind);
    };
  }

  /** Whether it is {@code ENABLED} of a step that changes something: of an action in brackets. */
  private static boolean isEnabled(SemanticNode node) {
    return node instanceof OpApplNode application
        && code(application) == ToolGlobals.OPCODE_enabled
        && application.getArgs()[0] instanceof OpApplNode step
        && code(step) == ToolGlobals.OPCODE_aa;
  }

  private static int code(OpApplNode application) {
    return BuiltInOPs.getOpCode(application.getOperator().getName());
  }

  /**
   * That a step is possible which is an action and changes something: that one of those is of which
   * the action is made. TLC, asked for the whole, evaluates the guards of all anew.
   *
   * @param step the action, and what it changes
   */
  private Formula enabled(ExprOrOpArgNode[] step, Scope scope) {
    if (!(step[0] instanceof OpApplNode application)) {
      return taken(step, scope);
    }
    List<ExprOrOpArgNode> args = List.of(application.getArgs());
    return switch (code(application)) {
      case 0 ->
          definition(application, scope)
              .filter(definition -> !args.exists(each -> isOpen(each, Kind.GUARD)))
              .map(definition ->
                  enabled(
                      of(definition.getBody(), step),
                      scope.applying(tool, definition, application.getArgs())))
              .getOrElse(() -> taken(step, scope));
      case ToolGlobals.OPCODE_dl, ToolGlobals.OPCODE_lor ->
          Formula.Any.of(args.map(each -> enabled(of(each, step), scope)));
      case ToolGlobals.OPCODE_be ->
          elements(application, scope)
              .<Formula>map(each ->
                  Formula.Any.of(each.map(element -> enabled(of(args.head(), step), element))))
              .getOrElse(() -> taken(step, scope));
      case ToolGlobals.OPCODE_cl, ToolGlobals.OPCODE_land ->
          args.init().exists(each -> isOpen(each, Kind.GUARD))
              ? taken(step, scope)
              : Formula.All.of(
                  args.init()
                      .map(each -> read(each, scope, Kind.STATES))
                      .append(enabled(of(args.last(), step), scope)));
      default -> taken(step, scope);
    };
  }

  private static ExprOrOpArgNode[] of(ExprOrOpArgNode action, ExprOrOpArgNode[] step) {
    return new ExprOrOpArgNode[] {action, step[1]};
  }

  /** That a step is possible of which TLC is asked, where its guards are not known to be false. */
  private Formula taken(ExprOrOpArgNode[] step, Scope scope) {
    ExprOrOpArgNode bracketed = apply(ASTConstants.OP_aa, step);
    return Formula.All.of(
        List.of(
            read(step[0], scope, Kind.GUARD),
            part(
                apply(ToolGlobals.OP_enabled, new ExprOrOpArgNode[] {bracketed}),
                scope,
                Kind.STATES)));
  }

  private OpApplNode apply(UniqueString operator, ExprOrOpArgNode[] args) {
    return new OpApplNode(operator, args, args[0].getTreeNode(), tool.getRootModule());
  }

  private List<Formula> bodies(OpApplNode quantifier, List<Scope> elements, Kind kind) {
    return elements.map(each -> read(quantifier.getArgs()[0], each, kind));
  }

  private Formula defined(OpApplNode application, Scope scope, Kind kind) {
    return definition(application, scope)
        .map(definition ->
            read(
                definition.getBody(),
                scope.applying(tool, definition, application.getArgs()),
                kind))
        .getOrElse(() -> part(application, scope, kind));
  }

  /** The definition of an operator in TLA+; none of one that is built in, or a name for a value. */
  private Option<OpDefNode> definition(OpApplNode application, Scope scope) {
    return Option.of(tool.lookup(application.getOperator(), scope.now(), false))
        .filter(OpDefNode.class::isInstance)
        .map(OpDefNode.class::cast)
        .filter(found -> BuiltInOPs.getOpCode(found.getName()) == 0);
  }

  private Formula part(SemanticNode node, Scope scope, Kind kind) {
    if (isOpen(node, kind)) {
      return new Formula.Open();
    }
    parts.add(new Part(node, scope, kind));
    return new Formula.Part(parts.size() - 1);
  }

  /** Whether it says something of the state after an action. */
  private static boolean isOpen(SemanticNode node, Kind kind) {
    return kind == Kind.GUARD
        && (!(node instanceof LevelNode levelled)
            || levelled.getLevel() > LevelConstants.VariableLevel);
  }

  /** The scopes of the elements of a quantifier's sets; none if these are not constant. */
  private Option<List<Scope>> elements(OpApplNode quantifier, Scope scope) {
    if (!List.of(quantifier.getBdedQuantBounds())
        .forAll(bound -> bound.getLevel() == LevelConstants.ConstantLevel)) {
      return Option.none();
    }
    try {
      IContextEnumerator contexts =
          tool.contexts(quantifier, scope.now(), TLCState.Empty, TLCState.Empty, EvalControl.Clear);
      List<Scope> found = List.empty();
      for (Context each = contexts.nextElement(); each != null; each = contexts.nextElement()) {
        found = found.append(scope.binding(quantifier.getBdedQuantSymbolLists(), each));
      }
      return Option.some(found);
    } catch (RuntimeException dependsOnTheState) {
      // A constant of the module for which the instance puts something variable.
      return Option.none();
    }
  }
}
