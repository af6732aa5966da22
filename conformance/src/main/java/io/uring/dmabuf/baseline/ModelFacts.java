package io.uring.dmabuf.baseline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.targets.ModelConstants;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.SpecLoader;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.PrintStream;
import java.util.Map;
import tlc2.tool.impl.FastTool;
import tlc2.tool.impl.ModelConfig;
import tlc2.util.Vect;

/** What one model checks and within which bounds, as TLC has loaded it. */
public final class ModelFacts {

  private final ModelEntry model;
  private final FastTool tool;
  private final ModelConfig config;

  private ModelFacts(ModelEntry model, FastTool tool) {
    this.model = model;
    this.tool = tool;
    this.config = tool.getModelConfig();
  }

  /**
   * The facts as an object, or one line that says why the model cannot be loaded. TLC keeps its
   * state in statics: one model a JVM.
   */
  public static Either<String, ObjectNode> of(Home home, ModelEntry model, PrintStream log) {
    return SpecLoader.load(home, model, log).map(tool -> new ModelFacts(model, tool).facts());
  }

  private ObjectNode facts() {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("expected", model.expected().toString());
    node.put("distinct", model.distinct().getOrNull());
    node.put("generated", model.generated().getOrNull());
    node.put("specification", config.getSpec());
    put(node.putArray("witnesses"), model.witnesses());
    put(node.putArray("laws"), names(config.getInvariants()));
    put(node.putArray("properties"), names(config.getProperties()));
    ObjectNode bounds = node.putObject("bounds");
    values().forEach(value -> bounds.put(value._1, value._2));
    ObjectNode overrides = node.putObject("overrides");
    overrides().forEach(override -> overrides.put(override._1, override._2));
    return node;
  }

  private static void put(ArrayNode array, List<String> names) {
    names.sorted().forEach(array::add);
  }

  private static List<String> names(Vect<?> vector) {
    return List.range(0, vector.size()).map(i -> String.valueOf(vector.elementAt(i)));
  }

  private List<String> constants() {
    return List.of(tool.getRootModule().getConstantDecls())
        .map(constant -> constant.getName().toString());
  }

  private List<Tuple2<String, String>> values() {
    return constants().sorted().map(name -> Tuple.of(name, value(name).getOrElse("no value")));
  }

  private Option<String> value(String name) {
    return ModelConstants.of(tool).value(name).map(ValueText::of);
  }

  /** The definitions that the model replaces, with the value or else the name of what it puts. */
  private List<Tuple2<String, String>> overrides() {
    List<String> constants = constants();
    Map<?, ?> inModules = config.getModOverrides();
    return List.ofAll(config.getOverrides().entrySet())
        .reject(entry -> constants.contains(entry.getKey()))
        .map(entry -> Tuple.of(entry.getKey(), entry.getValue()))
        .appendAll(
            List.ofAll(inModules.entrySet())
                .flatMap(module -> of(module.getKey(), module.getValue())))
        .sorted();
  }

  private static List<Tuple2<String, String>> of(Object module, Object overrides) {
    return List.ofAll(((Map<?, ?>) overrides).entrySet())
        .map(entry ->
            Tuple.of("[" + module + "]" + entry.getKey(), String.valueOf(entry.getValue())));
  }
}
