package io.uring.dmabuf.tlc.run;

import io.uring.dmabuf.tlc.Home;
import io.vavr.collection.List;
import io.vavr.control.Option;
import tla2sany.semantic.ASTConstants;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.st.Location;
import tlc2.tool.ITool;

/**
 * Variables that an action, or the initial predicate, says nothing of: the most common mistake in a
 * specification.
 */
sealed interface Unassigned {

  /**
   * An action leaves out variables.
   *
   * @param name of the action; none in a model with one action, whose name TLC does not tell
   * @param variables their names, with commas
   */
  record ByAction(Option<String> name, String variables) implements Unassigned {
    @Override
    public String text(Home home, ITool tool) {
      Option<OpDefNode> definition =
          List.of(tool.getActions())
              .filter(action -> name.forAll(action.getName().toString()::equals))
              .flatMap(action -> Option.of(action.getOpDef()))
              .headOption();
      return definition.map(found -> action(home, found)).getOrElse("the next-state relation")
          + " says nothing of "
          + variables
          + ": assign it or name it in UNCHANGED";
    }

    /** The action, or the one of a component in it that forgets the variable. */
    private String action(Home home, OpDefNode whole) {
      return List.of(variables.split(", "))
          .map(variable -> ComponentAction.of(whole, variable))
          .reduce((one, other) -> one.equals(other) ? one : Option.none())
          .map(part ->
              Unassigned.place(home, part)
                  + ": action "
                  + part.getName()
                  + ", taken by "
                  + whole.getName()
                  + " in "
                  + Unassigned.place(home, whole)
                  + ",")
          .getOrElse(() -> Unassigned.place(home, whole) + ": action " + whole.getName());
    }
  }

  /**
   * The initial predicate leaves out variables.
   *
   * @param variables their names, with commas
   */
  record Initially(String variables) implements Unassigned {
    @Override
    public String text(Home home, ITool tool) {
      SemanticNode init = tool.getInitStateSpec().elementAt(0).pred;
      SemanticNode defined =
          init instanceof OpApplNode named
                  && named.getOperator() instanceof OpDefNode definition
                  && definition.getKind() == ASTConstants.UserDefinedOpKind
              ? definition
              : init;
      return Unassigned.place(home, defined)
          + ": the initial predicate gives no value to "
          + variables;
    }
  }

  /** What to say about it, with file and line. */
  String text(Home home, ITool tool);

  private static String place(Home home, SemanticNode node) {
    Location at = node.getLocation();
    return home.find(at.source() + ".tla").map(Object::toString).getOrElse(at.source())
        + ":"
        + at.beginLine();
  }
}
