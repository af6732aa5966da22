package io.uring.dmabuf.tlc.run;

import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.SubstInNode;
import tlc2.tool.Action;
import tlc2.tool.BuiltInOPs;
import tlc2.tool.ToolGlobals;
import tlc2.tool.impl.FastTool;

/**
 * The names of a model's properties. TLC takes a property apart, such as another module's
 * specification, and names each part by where it stands; this finds the property of the
 * configuration that a part comes from, the way TLC takes it apart.
 */
final class PropertyNames {

  private final FastTool tool;
  private final Map<String, List<String>> parts;

  PropertyNames(FastTool tool) {
    this.tool = tool;
    List<String> properties = List.empty();
    for (int i = 0; i < tool.getModelConfig().getProperties().size(); i++) {
      properties = properties.append(tool.getModelConfig().getProperties().elementAt(i).toString());
    }
    this.parts = properties.toLinkedMap(name -> io.vavr.Tuple.of(name, parts(name)));
  }

  /** The property that a part of that name belongs to; the name itself when it belongs to none. */
  String propertyOf(String part) {
    return parts
        .find(property -> property._2.contains(part))
        .map(property -> property._1)
        .getOrElse(part);
  }

  /** The laws of states, each with the name of the property that it is, or is a part of. */
  List<Tuple2<String, Action>> ofStates() {
    return named(tool.getInvNames(), tool.getInvariants());
  }

  /** The laws of transitions, in the same way. */
  List<Tuple2<String, Action>> ofTransitions() {
    return named(tool.getImpliedActNames(), tool.getImpliedActions());
  }

  private List<Tuple2<String, Action>> named(String[] names, Action[] bodies) {
    return List.of(names).map(this::propertyOf).zip(List.of(bodies));
  }

  /** The properties that TLC checks on cycles, which it does not tell apart. */
  List<String> temporal() {
    return List.of(tool.getImpliedTemporalNames()).map(this::propertyOf).distinct();
  }

  private List<String> parts(String property) {
    return List.of(tool.getRootModule().getOpDefs())
        .find(definition -> definition.getName().toString().equals(property))
        .map(definition -> parts(property, definition.getBody()))
        .getOrElse(List.empty())
        .append(property);
  }

  private List<String> parts(String name, SemanticNode node) {
    if (node instanceof SubstInNode substitution) {
      return parts(name, substitution.getBody());
    }
    if (!(node instanceof OpApplNode application)) {
      return List.of(name);
    }
    if (application.getArgs().length == 0) {
      String operator = application.getOperator().getName().toString();
      return tool.lookup(application.getOperator()) instanceof OpDefNode definition
          ? parts(operator, definition.getBody())
          : List.of(name, operator);
    }
    return applied(name, application);
  }

  private List<String> applied(String name, OpApplNode application) {
    int code = BuiltInOPs.getOpCode(application.getOperator().getName());
    List<ExprOrOpArgNode> args = List.of(application.getArgs());
    if (code == ToolGlobals.OPCODE_cl || code == ToolGlobals.OPCODE_land) {
      return args.flatMap(conjunct -> parts(conjunct.toString(), conjunct));
    }
    if (code == ToolGlobals.OPCODE_box && args.head() instanceof OpApplNode inner) {
      return List.of(name, inner.getOperator().getName().toString());
    }
    return List.of(name);
  }
}
