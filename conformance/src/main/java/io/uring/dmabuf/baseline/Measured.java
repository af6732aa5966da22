package io.uring.dmabuf.baseline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.tlc.InputFile;
import io.uring.dmabuf.tlc.JsonFile;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sections of a baseline that only a run can tell: the pairs of groups that meet, from the
 * report of {@code check}, and the edges driven on the running kernel, from what {@code live} has
 * printed.
 */
public final class Measured {

  private static final String PAIRS = "pairs";
  private static final String EDGES = "edges";
  private static final Pattern DRIVEN =
      Pattern.compile("([\\w-]+): (\\d{1,9}) of (\\d{1,9}) edges, .*");

  private Measured() {}

  /** Puts the pairs of a report of {@code check} into a baseline; one line when it has none. */
  public static Either<String, ObjectNode> pairs(ObjectNode baseline, Path report) {
    return JsonFile.read(report)
        .flatMap(tree -> {
          ObjectNode pairs = new ObjectMapper().createObjectNode();
          for (JsonNode model : tree.path(Baseline.MODELS)) {
            if (model.path(PAIRS).isContainerNode()) {
              pairs.set(model.path("name").asText(), model.path(PAIRS));
            }
          }
          return into(baseline, PAIRS, pairs, report + ": no report with pairs of groups");
        });
  }

  /** Puts the edges that {@code live --edges} printed into a baseline; one line when none are. */
  public static Either<String, ObjectNode> edges(ObjectNode baseline, Path printed) {
    return InputFile.lines(printed)
        .flatMap(lines -> {
          ObjectNode edges = new ObjectMapper().createObjectNode();
          lines
              .map(DRIVEN::matcher)
              .filter(Matcher::matches)
              .forEach(driven ->
                  edges
                      .putObject(driven.group(1))
                      .put("driven", Integer.parseInt(driven.group(2)))
                      .put("of", Integer.parseInt(driven.group(3))));
          return into(baseline, EDGES, edges, printed + ": no line tells edges of a model");
        });
  }

  private static Either<String, ObjectNode> into(
      ObjectNode baseline, String section, ObjectNode found, String none) {
    if (found.isEmpty()) {
      return Either.left(none);
    }
    baseline.set(section, found);
    return Either.right(baseline);
  }

  /** A baseline with the measured sections of another one, where it has none of its own. */
  public static ObjectNode keeping(ObjectNode baseline, ObjectNode before) {
    ObjectNode result = baseline.deepCopy();
    List.of(PAIRS, EDGES)
        .filter(section -> before.has(section) && !result.has(section))
        .forEach(section -> result.set(section, before.get(section)));
    return result;
  }
}
