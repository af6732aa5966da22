package io.uring.dmabuf.tlc.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.Measured;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.run.Progress;
import io.vavr.Tuple;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;

/**
 * The lines that a run in a JVM of its own sends to the one that started it: a mark, then one JSON
 * object.
 */
public final class RunProtocol {

  private static final String MARK = "@dmabuf-rw ";
  private static final ObjectMapper JSON = new ObjectMapper();

  private RunProtocol() {}

  /** What a line says. */
  public sealed interface Message {
    /** The run goes on. */
    record Working(Progress progress) implements Message {}

    /** The run has ended. */
    record Done(RunResult result) implements Message {}
  }

  /** The line for a run that goes on. */
  public static String line(Progress p) {
    ObjectNode node =
        JSON.createObjectNode().put("distinct", p.distinct()).put("generated", p.generated());
    node.put("queue", p.queue()).put("rate", p.rate()).put("replayed", p.replayed());
    node.put("processor", p.processor());
    return MARK + node;
  }

  /** The line for a run that has ended. */
  public static String line(RunResult result) {
    ObjectNode node = JSON.createObjectNode();
    verdict(node.putObject("verdict"), result.verdict());
    node.put("distinct", result.distinct()).put("generated", result.generated());
    node.put("queue", result.queue()).put("transitions", result.transitions());
    node.put("replayed", result.replayed()).put("divergences", result.divergences());
    ObjectNode actions = node.putObject("actions");
    result.actions().forEach((name, count) -> actions.put(name, count));
    node.put("instances", result.instances()).put("taken", result.instancesTaken());
    var failures = node.putArray("failures");
    result
        .failures()
        .forEach(failure ->
            failures
                .addObject()
                .put("kind", failure.kind().name())
                .put("headline", failure.headline())
                .put("report", failure.report()));
    measured(node.putObject("measured"), result.measured());
    return MARK + node;
  }

  private static void measured(ObjectNode node, Measured measured) {
    node.put("seconds", measured.seconds()).put("processor", measured.processor());
    node.put("depth", measured.depth());
    node.put("repeated", measured.repeated());
    ArrayNode pairs = node.putArray("pairs");
    measured
        .pairs()
        .forEach(
            pair -> pairs.addArray().add(pair.busy()).add(pair.moving()).add(pair.transitions()));
    ArrayNode antecedents = node.putArray("antecedents");
    measured
        .antecedents()
        .forEach(
            each -> antecedents.addArray().add(each.law()).add(each.looked()).add(each.held()));
    measured
        .collision()
        .forEach(each -> node.putArray("collision").add(each.optimistic()).add(each.actual()));
  }

  private static Measured measured(JsonNode node) {
    JsonNode estimate = node.path("collision");
    return new Measured(
        node.path("seconds").asDouble(),
        node.path("processor").asDouble(),
        node.path("depth").asInt(),
        node.path("repeated").asLong(),
        List.ofAll(node.path("pairs"))
            .map(p -> new Measured.Pair(p.get(0).asText(), p.get(1).asText(), p.get(2).asLong())),
        List.ofAll(node.path("antecedents"))
            .map(a ->
                new Measured.Antecedent(a.get(0).asText(), a.get(1).asLong(), a.get(2).asLong())),
        Option.when(
            estimate.isArray(),
            () -> new Measured.Collision(estimate.get(0).asDouble(), estimate.get(1).asDouble())));
  }

  private static void verdict(ObjectNode node, Verdict verdict) {
    switch (verdict) {
      case Verdict.Pass pass -> node.put("kind", "pass");
      case Verdict.Violates(String law) -> node.put("kind", "violates").put("text", law);
      case Verdict.Stopped(String why) -> node.put("kind", "stopped").put("text", why);
      case Verdict.Unusable(String reason) -> node.put("kind", "unusable").put("text", reason);
    }
  }

  /** What a line says; none for a line that is something else. */
  public static Option<Message> parse(String line) {
    if (!line.startsWith(MARK)) {
      return Option.none();
    }
    try {
      JsonNode node = JSON.readTree(line.substring(MARK.length()));
      return Option.some(
          node.has("verdict")
              ? new Message.Done(result(node))
              : new Message.Working(progress(node)));
    } catch (JsonProcessingException e) {
      return Option.none();
    }
  }

  private static Progress progress(JsonNode node) {
    return new Progress(
        node.path("distinct").asLong(),
        node.path("generated").asLong(),
        node.path("queue").asLong(),
        node.path("rate").asLong(),
        node.path("replayed").asLong(),
        node.path("processor").asDouble());
  }

  private static RunResult result(JsonNode node) {
    Map<String, Long> actions =
        LinkedHashMap.ofEntries(
            List.ofAll(node.path("actions").properties())
                .map(e -> Tuple.of(e.getKey(), e.getValue().asLong())));
    List<Failure> failures =
        List.ofAll(node.path("failures"))
            .map(f ->
                new Failure(
                    Failure.Kind.valueOf(f.path("kind").asText()),
                    f.path("headline").asText(),
                    f.path("report").asText()));
    return new RunResult(
        verdict(node.path("verdict")),
        node.path("distinct").asLong(),
        node.path("generated").asLong(),
        node.path("queue").asLong(),
        node.path("transitions").asLong(),
        node.path("replayed").asLong(),
        node.path("divergences").asLong(),
        actions,
        node.path("instances").asLong(),
        node.path("taken").asLong(),
        failures,
        measured(node.path("measured")));
  }

  private static Verdict verdict(JsonNode node) {
    String text = node.path("text").asText();
    return switch (node.path("kind").asText()) {
      case "pass" -> new Verdict.Pass();
      case "violates" -> new Verdict.Violates(text);
      case "stopped" -> new Verdict.Stopped(text);
      default -> new Verdict.Unusable(text);
    };
  }
}
