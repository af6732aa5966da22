package io.uring.dmabuf.guards;

import io.uring.dmabuf.guards.SpecGuard.Region;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.control.Either;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import tla2sany.drivers.FrontEndException;
import tla2sany.drivers.SANY;
import tla2sany.modanalyzer.SpecObj;
import tla2sany.semantic.ASTConstants;
import tla2sany.semantic.ModuleNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.st.Location;
import util.SimpleFilenameToStream;
import util.ToolIO;

/** The syntax trees of modules, as SANY reads them, and what is asked of their nodes. */
public final class SpecTree {

  private static final Set<String> CONJUNCTIONS = HashSet.of("$ConjList", "\\land", "/\\");

  private SpecTree() {}

  /**
   * A module, and all that it extends and instantiates, each once; or one line that says why they
   * cannot be parsed.
   *
   * @param folders where modules are, searched in this order
   * @param root the module's name
   */
  public static synchronized Either<String, List<ModuleNode>> parse(
      List<Path> folders, String root) {
    PrintStream out = ToolIO.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream capture = new PrintStream(said, true, StandardCharsets.UTF_8);
    ToolIO.out = capture;
    String[] library = folders.map(Path::toString).toJavaArray(String[]::new);
    SpecObj spec = new SpecObj(root, new SimpleFilenameToStream(library));
    try {
      SANY.frontEndMain(spec, root, capture);
    } catch (FrontEndException e) {
      return Either.left(folders.mkString(", ") + ": " + e.getMessage());
    } finally {
      ToolIO.out = out;
    }
    return spec.getExternalModuleTable() == null
            || spec.getParseErrors().isFailure()
            || spec.getSemanticErrors().isFailure()
        ? Either.left(
            folders.last()
                + "/"
                + root
                + ".tla cannot be parsed: "
                + said.toString(StandardCharsets.UTF_8).strip().replaceAll("\\s+", " "))
        : Either.right(
            List.of(spec.getExternalModuleTable().getModuleNodes())
                .distinctBy(module -> module.getName().toString()));
  }

  /** Whether a formula is a conjunction, as a list or with a sign between. */
  public static boolean isConjunction(OpApplNode formula) {
    return CONJUNCTIONS.contains(formula.getOperator().getName().toString());
  }

  /** Whether a guard is a call of an operator that is TRUE unless a model redefines it. */
  public static boolean isHook(SemanticNode guard) {
    return guard instanceof OpApplNode call
        && call.getOperator() instanceof OpDefNode definition
        && definition.getKind() == ASTConstants.UserDefinedOpKind
        && definition.getBody() instanceof OpApplNode body
        && body.getOperator().getName().toString().equals("TRUE");
  }

  /** The nodes below a node; what is left open, such as the test of an OTHER, is none. */
  public static List<SemanticNode> children(SemanticNode node) {
    SemanticNode[] children = node.getChildren();
    return children == null ? List.empty() : List.of(children).filter(Objects::nonNull);
  }

  /** Where a node stands in its module. */
  public static Region region(SemanticNode node) {
    Location at = node.getLocation();
    return new Region(at.beginLine(), at.beginColumn(), at.endLine(), at.endColumn());
  }
}
