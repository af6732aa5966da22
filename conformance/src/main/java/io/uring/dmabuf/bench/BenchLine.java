package io.uring.dmabuf.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vavr.control.Either;

/** The one line that a measured run sends to the JVM that started it: a JSON object. */
public final class BenchLine {
  private static final ObjectMapper JSON = new ObjectMapper();

  private BenchLine() {}

  /** The line about a run that failed, for a reason in one line. */
  public static String failed(String reason) {
    return JSON.createObjectNode().put("failed", reason).toString();
  }

  /** The line with a result: a record of this package. */
  public static String of(Record result) {
    return JSON.valueToTree(result).toString();
  }

  /** The result in a line, or the reason in it why there is none. */
  public static <T extends Record> Either<String, T> parse(String line, Class<T> type) {
    try {
      JsonNode node = JSON.readTree(line);
      return node.has("failed")
          ? Either.left(node.path("failed").asText())
          : Either.right(JSON.treeToValue(node, type));
    } catch (JsonProcessingException | IllegalArgumentException unreadable) {
      return Either.left("a measured run said: " + line);
    }
  }
}
