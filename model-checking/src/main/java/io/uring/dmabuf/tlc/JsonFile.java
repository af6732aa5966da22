package io.uring.dmabuf.tlc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vavr.control.Either;
import java.nio.file.Path;

/** Files in JSON: one value, with nothing behind it and no key twice. */
public final class JsonFile {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonFile() {}

  /** The value in a file, or one line that says what is wrong with it, and in which line. */
  public static Either<String, JsonNode> read(Path file) {
    return InputFile.text(file).flatMap(text -> parse(file.toString(), text));
  }

  /**
   * The value in a text, or one line that says what is wrong with it, and in which line.
   *
   * @param name where the text comes from
   */
  public static Either<String, JsonNode> parse(String name, String text) {
    try {
      JsonNode tree = JSON.readTree(text);
      return tree.isMissingNode()
          ? Either.left(name + ": line 1: expected JSON, found nothing")
          : Either.right(tree);
    } catch (JsonProcessingException e) {
      return Either.left(
          name + ": line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage());
    }
  }
}
