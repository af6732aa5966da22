package io.uring.dmabuf.baseline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vavr.collection.LinkedHashSet;
import io.vavr.collection.List;
import io.vavr.collection.Map;

/**
 * The differences between two baselines, one line each: {@code + } is there now only, {@code - }
 * was there before only, {@code ~ } has changed.
 */
public final class Comparison {

  private Comparison() {}

  /**
   * The differences in the order of the sections.
   *
   * @param before a baseline
   * @param now another one, with the measured sections that it has
   * @param was the earlier names of models, by their present names
   */
  public static List<String> lines(ObjectNode before, ObjectNode now, Map<String, String> was) {
    return compared("", renamed(before, was), now);
  }

  /** The tree with its models, and what is told of each elsewhere, under their present names. */
  private static ObjectNode renamed(ObjectNode tree, Map<String, String> was) {
    Map<String, String> names = was.toMap(entry -> io.vavr.Tuple.of(entry._2, entry._1));
    ObjectNode result = new ObjectMapper().createObjectNode();
    for (var section : tree.properties()) {
      if (section.getValue() instanceof ObjectNode object) {
        ObjectNode under = result.putObject(section.getKey());
        object
            .properties()
            .forEach(entry ->
                under.set(names.getOrElse(entry.getKey(), entry.getKey()), entry.getValue()));
      } else {
        result.set(section.getKey(), section.getValue());
      }
    }
    return result;
  }

  private static List<String> compared(String path, JsonNode before, JsonNode now) {
    if (before.equals(now)) {
      return List.empty();
    }
    if (before instanceof ObjectNode was && now instanceof ObjectNode is) {
      return LinkedHashSet.ofAll(was::fieldNames)
          .addAll(List.ofAll(is::fieldNames))
          .toList()
          .flatMap(field -> compared(path + "/" + field, was.path(field), is.path(field)));
    }
    if (before instanceof ArrayNode was && now instanceof ArrayNode is) {
      List<JsonNode> old = List.ofAll(was);
      List<JsonNode> present = List.ofAll(is);
      return old.removeAll(present)
          .map(gone -> line("-", path, gone.asText(gone.toString())))
          .appendAll(
              present.removeAll(old).map(come -> line("+", path, come.asText(come.toString()))));
    }
    if (before.isMissingNode()) {
      return List.of(line("+", path, now.toString()));
    }
    return List.of(
        now.isMissingNode()
            ? line("-", path, before.toString())
            : line("~", path, before + " is now " + now));
  }

  private static String line(String sign, String path, String text) {
    return sign + " " + path.substring(1) + ": " + text;
  }
}
