package io.uring.dmabuf.guards;

import io.uring.dmabuf.guards.SpecGuard.Region;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.FileTrouble;
import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tla2sany.semantic.ASTConstants;
import tla2sany.semantic.ExprNode;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.LetInNode;
import tla2sany.semantic.LevelConstants;
import tla2sany.semantic.ModuleNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;

/**
 * The guards of all actions, read off the syntax trees of the modules: the conjuncts of an action,
 * also below LET, that speak of the present state only. A guard inside a helper that several
 * actions share, such as {@code Step}, counts for each of these actions by itself.
 */
public final class SpecGuards {

  /** The module that composes the others. */
  static final String WHOLE = "DmabufRw";

  private static final String BOUND =
      "Always true in the design: models redefine it to choose what interleaves or to stay finite.";
  private static final String CONTRACT = "DmaSafety";
  private static final String OF_THE_CONTRACT =
      "The contract takes no steps of its own; the defect SLOTS_ENTRIES shows what it refuses.";
  private static final Set<String> QUANTIFIERS =
      io.vavr.collection.HashSet.of("$BoundedExists", "$UnboundedExists");

  private final Path folder;
  private final Set<String> pointed;

  private SpecGuards(Path folder) {
    this.folder = folder;
    this.pointed =
        SpecIndex.of(List.of(folder)).entries().map(e -> e.module() + "." + e.action()).toSet();
  }

  /**
   * The guards of the modules in a folder, by module and line, or one line that says why they
   * cannot be read.
   *
   * @param folder with the modules, {@code DmabufRw.tla} among them
   */
  public static synchronized Either<String, List<SpecGuard>> of(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    return modules(absolute).flatMap(modules -> new SpecGuards(absolute).all(modules));
  }

  /** The modules of the whole, and of each component that is none of its. */
  private static Either<String, List<ModuleNode>> modules(Path folder) {
    return Targets.components()
        .filter(component -> Files.isRegularFile(folder.resolve(component + ".tla")))
        .foldLeft(
            SpecTree.parse(List.of(folder), WHOLE),
            (known, component) ->
                known.flatMap(modules ->
                    modules.exists(module -> module.getName().equals(component))
                        ? known
                        : SpecTree.parse(List.of(folder), component)
                            .map(more ->
                                modules
                                    .appendAll(more)
                                    .distinctBy(module -> module.getName().toString()))));
  }

  /** The actions of the modules in a folder, as {@code Module.Action}. */
  public static Set<String> actions(Path folder) {
    return new SpecGuards(folder.toAbsolutePath().normalize()).pointed;
  }

  private Either<String, List<SpecGuard>> all(List<ModuleNode> modules) {
    try {
      List<SpecGuard> guards = List.empty();
      for (ModuleNode module : modules) {
        Path file = folder.resolve(module.getName() + ".tla");
        if (Files.isRegularFile(file)) {
          guards = guards.appendAll(new Module(module, component(module, modules), file).guards());
        }
      }
      return Either.right(guards.sortBy(g -> g.module().equals(WHOLE) ? "~" : g.module()));
    } catch (IOException e) {
      return Either.left(folder + ": cannot be read: " + FileTrouble.of(folder, e));
    }
  }

  /** The target whose module is this one or extends it; the module itself where there is none. */
  private static String component(ModuleNode module, List<ModuleNode> modules) {
    return modules
        .filter(root -> Targets.components().contains(root.getName().toString()))
        .find(root -> root == module || root.getExtendedModuleSet(true).contains(module))
        .getOrElse(module)
        .getName()
        .toString();
  }

  /** One module with its text. */
  private final class Module {
    private final ModuleNode node;
    private final String component;
    private final Path file;
    private final List<String> lines;

    Module(ModuleNode node, String component, Path file) throws IOException {
      this.node = node;
      this.component = component;
      this.file = file;
      this.lines = List.of(Files.readString(file).split("\n", -1));
    }

    /** The guards of all actions: operators with a pointer comment, or named by Next itself. */
    List<SpecGuard> guards() {
      Set<String> named =
          Option.of(node.getOpDef("Next"))
              .map(next -> calls(next.getBody()))
              .getOrElse(List::empty)
              .toSet();
      return List.of(node.getOpDefs())
          .filter(def -> def.getOriginallyDefinedInModuleNode() == node)
          .filter(def -> isAction(name(def)) || named.contains(name(def)))
          .sortBy(def -> def.getLocation().beginLine())
          .flatMap(this::guards);
    }

    private boolean isAction(String operator) {
      return pointed.contains(node.getName() + "." + operator);
    }

    private List<SpecGuard> guards(OpDefNode action) {
      return conjuncts(action.getBody())
          .flatMap(this::found)
          .zipWithIndex()
          .map(t -> guard(action, t._2 + 1, t._1));
    }

    private SpecGuard guard(OpDefNode action, int number, Found found) {
      return new SpecGuard(
          node.getName().toString(),
          component,
          name(action),
          number,
          file,
          found.text(),
          found.region(),
          found.replacement(),
          reason(found));
    }

    private Option<String> reason(Found found) {
      return node.getName().toString().equals(CONTRACT)
          ? Option.some(OF_THE_CONTRACT)
          : Option.when(found.bound(), BOUND);
    }

    /** A conjunct as a guard; a call of a helper as the guards in there. */
    private List<Found> found(ExprNode conjunct) {
      if (conjunct.getLevel() <= LevelConstants.VariableLevel) {
        Region region = SpecTree.region(conjunct);
        return List.of(new Found(region.of(lines), region, "TRUE", SpecTree.isHook(conjunct)));
      }
      return conjunct instanceof OpApplNode call
              && call.getOperator() instanceof OpDefNode helper
              && helper.getKind() == ASTConstants.UserDefinedOpKind
              && helper.getOriginallyDefinedInModuleNode() == node
              && !isAction(name(helper))
          ? inHelper(call, helper)
          : List.empty();
    }

    private List<Found> inHelper(OpApplNode call, OpDefNode helper) {
      List<ExprNode> body = conjuncts(helper.getBody());
      List<String> texts =
          body.map(conjunct -> substituted(SpecTree.region(conjunct).of(lines), call, helper));
      return body.zipWithIndex()
          .filter(t -> t._1.getLevel() <= LevelConstants.VariableLevel)
          .map(t ->
              new Found(
                  texts.get(t._2),
                  SpecTree.region(call),
                  texts.removeAt(t._2).mkString("(", " /\\ ", ")"),
                  SpecTree.isHook(t._1)));
    }

    /** The text of a helper's conjunct with the arguments of a call in the place of parameters. */
    private String substituted(String text, OpApplNode call, OpDefNode helper) {
      List<String> names = List.of(helper.getParams()).map(p -> p.getName().toString());
      List<String> args = List.of(call.getArgs()).map(arg -> SpecTree.region(arg).of(lines));
      if (names.isEmpty()) {
        return text;
      }
      return Pattern.compile("(?<![\\w.\"])(?:" + names.mkString("|") + ")(?![\\w\"])")
          .matcher(text)
          .replaceAll(m -> Matcher.quoteReplacement(args.get(names.indexOf(m.group()))));
    }
  }

  /** What a conjunct says, and how it is taken out. */
  private record Found(String text, Region region, String replacement, boolean bound) {}

  /** The conjuncts of a formula, below LET and existential quantifiers too. */
  private static List<ExprNode> conjuncts(SemanticNode formula) {
    if (formula instanceof LetInNode let && let.getLevel() > LevelConstants.VariableLevel) {
      return conjuncts(let.getBody());
    }
    if (formula instanceof OpApplNode application) {
      String operator = application.getOperator().getName().toString();
      boolean action = application.getLevel() > LevelConstants.VariableLevel;
      if (SpecTree.isConjunction(application) || action && QUANTIFIERS.contains(operator)) {
        return List.of(application.getArgs()).flatMap(SpecGuards::conjuncts);
      }
    }
    return formula instanceof ExprNode expression ? List.of(expression) : List.empty();
  }

  /** The operators that a next-state relation names, through disjunctions and quantifiers. */
  private static List<String> calls(SemanticNode formula) {
    if (!(formula instanceof OpApplNode application)) {
      return List.empty();
    }
    if (application.getOperator() instanceof OpDefNode definition
        && definition.getKind() == ASTConstants.UserDefinedOpKind) {
      return List.of(name(definition));
    }
    return List.of(application.getArgs())
        .map(ExprOrOpArgNode.class::cast)
        .flatMap(SpecGuards::calls);
  }

  private static String name(OpDefNode definition) {
    return definition.getName().toString();
  }
}
