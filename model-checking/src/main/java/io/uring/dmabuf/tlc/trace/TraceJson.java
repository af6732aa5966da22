package io.uring.dmabuf.tlc.trace;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.trace.Trace.Step;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import tlc2.value.impl.Value;

/**
 * A counterexample as JSON: the broken law, and of each step who takes it, what it stands for, what
 * it changes, and the state after it with what is counted in it and what devices may reach.
 */
final class TraceJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ModelEntry model;
  private final TracePrinter printer;

  TraceJson(ModelEntry model, TracePrinter printer) {
    this.model = model;
    this.printer = printer;
  }

  /**
   * The tree of a counterexample.
   *
   * @param headline one line, such as the broken law
   */
  ObjectNode of(String headline, Trace trace) {
    ObjectNode root =
        JSON.createObjectNode()
            .put("model", model.name())
            .put("why", model.why())
            .put("headline", headline);
    ArrayNode actors = root.putArray("actors");
    printer.actors(trace).forEach(actors::add);
    state(root, "initial", Option.none(), trace.initial());
    ArrayNode steps = root.putArray("steps");
    Map<String, Value> before = trace.initial();
    for (Step step : trace.steps()) {
      ObjectNode node = steps.addObject();
      step(node, step, steps.size());
      state(node, "state", Option.some(before), step.state());
      before = step.state();
    }
    trace.end().forEach(end -> root.put("end", end));
    return root;
  }

  private void step(ObjectNode node, Step step, int number) {
    node.put("step", number).put("actor", printer.actor(step)).put("event", step.text());
    step.label()
        .forEach(label -> {
          node.put("action", label.action());
          ArrayNode args = node.putArray("args");
          label.args().forEach(arg -> args.add(JSON.valueToTree(arg)));
        });
    node.put("kernel", printer.kernel(step));
    ArrayNode changes = node.putArray("changes");
    step.changes()
        .forEach(c ->
            changes
                .addObject()
                .put("path", c.path())
                .put("before", c.before())
                .put("after", c.after()));
  }

  private void state(
      ObjectNode node, String name, Option<Map<String, Value>> before, Map<String, Value> state) {
    ObjectNode variables = node.putObject(name);
    state.forEach((variable, value) -> variables.put(variable, value.toString()));
    ObjectNode counts = node.putObject("counts");
    References.of(state).forEach(counts::put);
    node.set("memory", MemoryMap.of(before, state, model.set()).json());
  }
}
