package io.uring.dmabuf.tlc;

import io.vavr.collection.List;
import io.vavr.control.Either;
import tla2sany.semantic.FormalParamNode;
import tlc2.tool.Action;
import tlc2.value.IValue;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.LazyValue;
import tlc2.value.impl.StringValue;

/**
 * The name and the constant arguments of an action that TLC took.
 *
 * @param action the operator's name, such as {@code Submit}
 * @param args the arguments in the order of the operator's parameters: {@link Integer}, {@link
 *     String}, {@link Boolean}, or for any other value its TLA+ text
 */
public record ActionLabel(String action, List<Object> args) {

  /**
   * The label of an action, or one line that says why it has none: the action is called {@code
   * Next} (or another name that is the whole next-state relation), or an argument is not a
   * constant.
   */
  public static Either<String, ActionLabel> of(Action action) {
    if (action.getOpDef() == null || "Next".equals(action.getName().toString())) {
      return Either.left(unnamed(action));
    }
    List<Object> args = List.empty();
    for (FormalParamNode parameter : action.getOpDef().getParams()) {
      Object bound = action.con.lookup(parameter);
      if (bound instanceof LazyValue lazy) {
        bound = lazy.getValue();
      }
      if (!(bound instanceof IValue value)) {
        return Either.left(
            "argument "
                + parameter.getName()
                + " of action "
                + action.getName()
                + " is not bound to a constant");
      }
      args = args.prepend(plain(value));
    }
    return Either.right(new ActionLabel(action.getName().toString(), args.reverse()));
  }

  /**
   * What to say about an action that is not one of the named disjuncts of the next-state relation.
   */
  public static String unnamed(Action action) {
    return action.getLocation()
        + " is no named action: Next must be a disjunction of named actions under quantifiers over"
        + " constant sets";
  }

  private static Object plain(IValue value) {
    return switch (value) {
      case IntValue i -> i.val;
      case BoolValue b -> b.getVal();
      case StringValue s -> s.getVal().toString();
      default -> value.toString();
    };
  }

  /** The label as TLA+ text, such as {@code Submit(1, "read")}; the bare name without arguments. */
  @Override
  public String toString() {
    return args.isEmpty() ? action : action + args.map(ActionLabel::text).mkString("(", ", ", ")");
  }

  private static String text(Object arg) {
    return switch (arg) {
      case Boolean b -> b ? "TRUE" : "FALSE";
      case String s -> "\"" + s + "\"";
      default -> arg.toString();
    };
  }
}
