package io.uring.dmabuf.tlc.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.tlc.Page;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import java.util.Map;

/**
 * Counterexamples as one page that needs nothing but itself: one of them at a time, to step through
 * forwards and back, with what each step changes, what is counted, and what devices may reach. The
 * fragment of a link is {@code #NAME/STEP}; step 0 is the initial state.
 */
public final class TracePage {

  /** How large the data of a page may be, in characters: what is beyond is only named. */
  public static final int LIMIT = 16 << 20;

  /** A longer text is cut: the value of a variable, what a step changes. */
  private static final int TEXT = 4_000;

  private static final String BODY =
      """
      <body>
      <a class="skip" href="#steps">Skip to the steps</a>
      <header>
      <p id="which"><label for="trace">Trace</label> <select id="trace"></select></p>
      <h1 id="name"></h1>
      <p id="headline"></p>
      <p id="why"></p>
      <details id="more"><summary>What it breaks, and what comes of it</summary><div id="story"></div></details>
      <p id="note" role="status"></p>
      </header>
      <div id="controls" role="group" aria-label="Steps">
      <button type="button" id="first" aria-label="first">&#x21e4;</button>
      <button type="button" id="back" aria-label="back">&#x2190;</button>
      <button type="button" id="forth" aria-label="forward">&#x2192;</button>
      <button type="button" id="last" aria-label="last">&#x21e5;</button>
      <input type="range" id="slider" min="0" step="1" aria-label="step">
      <a id="link" href="#"></a>
      </div>
      <main>
      <section id="steps" tabindex="-1"><h2>Steps</h2><div id="lanes"></div></section>
      <section id="now" aria-live="polite"><h2 id="step"></h2><p id="kernel"></p><ul id="changes"></ul></section>
      <section id="counts"><h2>References, and tags posted</h2><div id="charts"></div></section>
      <section id="memory"><h2>Memory</h2><div id="map"></div></section>
      <section id="state"><details><summary>All variables</summary><dl id="variables"></dl></details></section>
      </main>
      <footer>Keys: <kbd>&#x2190;</kbd> <kbd>&#x2192;</kbd> back and forward, <kbd>Home</kbd> <kbd>End</kbd> first and
      last step, <kbd>p</kbd> <kbd>n</kbd> previous and next trace.</footer>
      <noscript>This page needs scripts; the same trace stands in the files .txt and .json.</noscript>
      """;

  private TracePage() {}

  /**
   * The page.
   *
   * @param title as text
   * @param traces as {@link TraceFiles} write them; {@code story} may hold more paragraphs of text
   */
  public static String of(String title, List<? extends JsonNode> traces) {
    return of(title, traces, LIMIT);
  }

  static String of(String title, List<? extends JsonNode> traces, int limit) {
    return Page.head(title, Page.resource(TracePage.class, "trace.css"))
        + BODY
        + "<script type=\"application/json\" id=\"data\">"
        + data(traces, limit)
        + "</script>\n<script>\n"
        + Page.resource(TracePage.class, "trace.js")
        + "</script>\n</body>\n</html>\n";
  }

  /** What could end the element of a script is written in another way, which JSON has for it. */
  private static String data(List<? extends JsonNode> traces, int limit) {
    List<String> all = List.empty();
    int size = 0;
    for (JsonNode trace : traces) {
      String text = compact(trace).toString();
      String fitting =
          size + text.length() > limit ? head(trace).put("cut", true).toString() : text;
      all = all.prepend(fitting);
      size += fitting.length();
    }
    return all.reverse()
        .mkString("[", ",\n", "]")
        .replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e");
  }

  private static ObjectNode head(JsonNode trace) {
    ObjectNode head = JsonNodeFactory.instance.objectNode();
    head.put("name", trace.path("model").asText())
        .put("why", trace.path("why").asText())
        .put("headline", trace.path("headline").asText());
    return head;
  }

  /** A trace in which each state says only what it has otherwise than the one before. */
  private static ObjectNode compact(JsonNode trace) {
    ObjectNode node = head(trace);
    List<JsonNode> steps = List.ofAll(trace.path("steps"));
    node.set("story", trace.path("story").isArray() ? trace.path("story") : node.arrayNode());
    node.set("actors", trace.path("actors"));
    if (trace.has("end")) {
      node.set("end", trace.path("end"));
    }
    List<JsonNode> states = steps.prepend(trace);
    counts(states.map(state -> state.path("counts")), node.putArray("counts"));
    memory(states.map(state -> state.path("memory")), node.putArray("memory"));
    List<JsonNode> variables = steps.map(step -> step.path("state")).prepend(trace.path("initial"));
    variables(JsonNodeFactory.instance.objectNode(), variables.head(), node.putObject("initial"));
    ArrayNode all = node.putArray("steps");
    List<String> actors = List.ofAll(trace.path("actors")).map(JsonNode::asText);
    variables
        .zip(variables.tail())
        .zip(steps)
        .forEach(each -> step(each._1._1, each._1._2, each._2, actors, all.addObject()));
    return node;
  }

  private static void step(
      JsonNode before, JsonNode after, JsonNode step, List<String> actors, ObjectNode node) {
    node.put("actor", actors.indexOf(step.path("actor").asText()))
        .put("event", step.path("event").asText())
        .put("kernel", step.path("kernel").asText());
    ArrayNode changes = node.putArray("changes");
    step.path("changes")
        .forEach(change ->
            changes
                .addArray()
                .add(change.path("path").asText())
                .add(cut(change.path("before").asText()))
                .add(cut(change.path("after").asText())));
    variables(before, after, node.putObject("variables"));
  }

  private static void variables(JsonNode before, JsonNode after, ObjectNode node) {
    after
        .properties()
        .forEach(variable -> {
          if (!variable.getValue().equals(before.path(variable.getKey()))) {
            node.put(variable.getKey(), cut(variable.getValue().asText()));
          }
        });
  }

  /** Of each count its path, and its value in each state; null where there is no such object. */
  private static void counts(List<JsonNode> states, ArrayNode node) {
    Set<String> paths =
        states
            .flatMap(state -> List.ofAll(state.properties()).map(Map.Entry::getKey))
            .toSortedSet();
    paths.forEach(path -> {
      ArrayNode values = node.addArray().add(path).addArray();
      states.forEach(state -> {
        if (state.has(path)) {
          values.add(state.path(path).asInt());
        } else {
          values.addNull();
        }
      });
    });
  }

  /** The maps, each with the state from which on it is the one. */
  private static void memory(List<JsonNode> states, ArrayNode node) {
    JsonNode before = JsonNodeFactory.instance.missingNode();
    for (int i = 0; i < states.size(); i++) {
      if (!states.get(i).equals(before)) {
        before = states.get(i);
        node.addArray().add(i).add(before);
      }
    }
  }

  private static String cut(String text) {
    return text.length() > TEXT ? text.substring(0, TEXT) + " ..." : text;
  }
}
