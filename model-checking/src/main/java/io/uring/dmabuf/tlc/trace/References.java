package io.uring.dmabuf.tlc.trace;

import com.fasterxml.jackson.databind.JsonNode;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import tlc2.value.impl.Value;

/**
 * What a state counts: the references of each object, the attachments, pins and mappings that an
 * exporter has counted, the references of devices, and how often a tag was posted; each under the
 * path that a difference of states gives it.
 */
final class References {
  private static final List<String> FIELDS = List.of("refs", "attachments", "pins", "mappings");

  /** Variables that hold nothing but counts: references of devices, CQEs of tags. */
  private static final List<String> COUNTS = List.of("devs", "tags");

  private References() {}

  /** The counts by their paths, in the order of the variables. */
  static Map<String, Integer> of(Map<String, Value> state) {
    return state
        .toList()
        .flatMap(
            variable -> in(variable._1, ValueJson.of(variable._2), COUNTS.contains(variable._1)))
        .foldLeft(LinkedHashMap.<String, Integer>empty(), (all, each) -> all.put(each));
  }

  private static List<Tuple2<String, Integer>> in(String path, JsonNode value, boolean counted) {
    if (value.isInt()) {
      return counted ? List.of(Tuple.of(path, value.intValue())) : List.empty();
    }
    if (value.isArray()) {
      return ValueJson.places(value)
          .flatMap(each -> in(path + "[" + each._1 + "]", each._2, counted));
    }
    return List.ofAll(value.properties())
        .flatMap(field ->
            in(
                path
                    + (isNumber(field.getKey())
                        ? "[" + field.getKey() + "]"
                        : "." + field.getKey()),
                field.getValue(),
                counted || FIELDS.contains(field.getKey())));
  }

  private static boolean isNumber(String name) {
    return name.matches("-?\\d+");
  }
}
