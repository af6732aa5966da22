package io.uring.dmabuf.mutants;

import io.uring.dmabuf.guards.SpecGuard.Region;
import io.uring.dmabuf.guards.SpecTree;
import io.vavr.collection.HashMap;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.Set;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.LevelConstants;
import tla2sany.semantic.NumeralNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;

/** The places of a definition at which a mutant can be made, read off its syntax tree. */
final class Places {

  private static final Map<String, String> TURNED =
      HashMap.of(
          "=", "#", "/=", "=", "<", "<=", ">", ">=", "\\leq", "<", "\\geq", ">", "\\in", "\\notin",
          "\\notin", "\\in");
  private static final Map<String, String> EXCHANGED =
      HashMap.of("\\union", "\\cap", "\\intersect", "\\cup", "\\", "\\cap");
  private static final Map<String, String> WRITTEN =
      HashMap.of(
          "/=",
          "#|/=",
          "\\leq",
          "<=|=<|\\\\leq",
          "\\geq",
          ">=|\\\\geq",
          "\\union",
          "\\\\cup|\\\\union",
          "\\intersect",
          "\\\\cap|\\\\intersect");
  private static final Set<String> COUNTED =
      HashSet.of("+", "-", "*", "%", "\\div", "..", "=", "/=", "<", ">", "\\leq", "\\geq");

  private final String module;
  private final String definition;
  private final Path file;
  private final List<String> lines;
  private List<Mutant> found = List.empty();

  private Places(String module, String definition, Path file, List<String> lines) {
    this.module = module;
    this.definition = definition;
    this.file = file;
    this.lines = lines;
  }

  /**
   * The mutants of a definition, in the order of its text.
   *
   * @param definition of the module in that file
   * @param lines the file's
   */
  static List<Mutant> of(OpDefNode definition, Path file, List<String> lines) {
    Places places =
        new Places(
            definition.getOriginallyDefinedInModuleNode().getName().toString(),
            definition.getName().toString(),
            file,
            lines);
    places.walk(definition.getBody());
    return places
        .found
        .sortBy(m -> m.region().line() * 1000 + m.region().column())
        .groupBy(Mutant::kind)
        .values()
        .flatMap(ofKind -> ofKind.zipWithIndex().map(t -> numbered(t._1, t._2 + 1)))
        .sortBy(Mutant::id)
        .toList();
  }

  private static Mutant numbered(Mutant mutant, int number) {
    return new Mutant(
        mutant.module(),
        mutant.definition(),
        mutant.kind(),
        number,
        mutant.file(),
        mutant.region(),
        mutant.replacement(),
        mutant.text());
  }

  private void walk(SemanticNode node) {
    if (node instanceof OpApplNode application) {
      look(application, application.getOperator().getName().toString());
    }
    SpecTree.children(node)
        .forEach(child -> walk(child instanceof OpDefNode local ? local.getBody() : child));
  }

  private void look(OpApplNode node, String operator) {
    ExprOrOpArgNode[] args = node.getArgs();
    if (SpecTree.isConjunction(node)) {
      List.of(args).forEach(this::conjunct);
    } else if (operator.equals("$IfThenElse")) {
      branch(args[0]);
    } else if (operator.equals("$Except")) {
      List.of(args).tail().forEach(pair -> update(((OpApplNode) pair).getArgs()[1], "@"));
    } else if (operator.equals("=") && isPrimed(args[0])) {
      assigned(args[0], args[1]);
    } else if (TURNED.containsKey(operator)
        || EXCHANGED.containsKey(operator)
        || COUNTED.contains(operator)) {
      operation(node, operator, args);
    }
  }

  private void conjunct(SemanticNode conjunct) {
    boolean speaksOfThePresent =
        conjunct instanceof ExprOrOpArgNode formula
            && formula.getLevel() <= LevelConstants.VariableLevel;
    if (speaksOfThePresent && !SpecTree.isHook(conjunct)) {
      add(MutantKind.GUARD, SpecTree.region(conjunct), "TRUE", text(conjunct) + "  ->  TRUE");
    }
  }

  /** The branches are swapped when the choice is turned round. */
  private void branch(SemanticNode choice) {
    Region region = SpecTree.region(choice);
    if (region.line() == region.endLine()) {
      String turned = "~(" + text(choice) + ")";
      add(MutantKind.BRANCH, region, turned, "IF " + text(choice) + "  ->  IF " + turned);
    }
  }

  private void update(SemanticNode value, String unchanged) {
    if (!text(value).equals(unchanged)) {
      add(
          MutantKind.UPDATE,
          SpecTree.region(value),
          unchanged,
          text(value) + "  ->  " + unchanged + " (unchanged)");
    }
  }

  /** A new value, unless it is the old one but for updates, which are places themselves. */
  private void assigned(SemanticNode variable, SemanticNode value) {
    boolean hasUpdates =
        value instanceof OpApplNode application
            && application.getOperator().getName().toString().equals("$Except");
    if (!hasUpdates) {
      update(value, text(variable).replace("'", ""));
    }
  }

  private static boolean isPrimed(SemanticNode node) {
    return node instanceof OpApplNode application
        && application.getOperator().getName().toString().equals("'");
  }

  private void operation(OpApplNode node, String operator, ExprOrOpArgNode[] args) {
    Region left = SpecTree.region(args[0]);
    Region right = SpecTree.region(args[1]);
    TURNED
        .get(operator)
        .forEach(to -> between(MutantKind.COMPARISON, node, operator, to, left, right));
    EXCHANGED.get(operator).forEach(to -> between(MutantKind.SET, node, operator, to, left, right));
    if (COUNTED.contains(operator)) {
      List.of(args).forEach(arg -> number(arg, node));
    }
  }

  /** Another sign between two operands that stand in one line. */
  private void between(
      MutantKind kind, SemanticNode node, String operator, String to, Region left, Region right) {
    if (left.endLine() != right.line() || left.endColumn() >= right.column() - 1) {
      return;
    }
    String gap = lines.get(right.line() - 1).substring(left.endColumn(), right.column() - 1);
    Matcher sign =
        Pattern.compile(WRITTEN.get(operator).getOrElse(() -> Pattern.quote(operator)))
            .matcher(gap);
    if (sign.find()) {
      int column = left.endColumn() + sign.start() + 1;
      int end = left.endColumn() + sign.end();
      // A blank behind the sign gives way to a longer one, so that columns stay.
      int blank = sign.end() + 1 < gap.length() && to.length() > sign.group().length() ? 1 : 0;
      add(
          kind,
          new Region(right.line(), column, right.line(), end + blank),
          to,
          text(node) + "  ->  " + to + " for " + sign.group());
    }
  }

  private void number(SemanticNode operand, SemanticNode in) {
    if (operand instanceof NumeralNode numeral) {
      int value = numeral.val();
      int off = value == 0 ? 1 : value - 1;
      add(
          MutantKind.COMPARISON,
          SpecTree.region(numeral),
          Integer.toString(off),
          text(in) + "  ->  " + off + " for " + value);
    }
  }

  private void add(MutantKind kind, Region region, String replacement, String text) {
    found = found.append(new Mutant(module, definition, kind, 0, file, region, replacement, text));
  }

  private String text(SemanticNode node) {
    return SpecTree.region(node).of(lines);
  }
}
