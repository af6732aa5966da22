package io.uring.dmabuf.baseline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.Pretty;
import io.vavr.control.Either;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A baseline that is kept in a file. */
public final class BaselineFile {

  private static final ObjectMapper JSON = new ObjectMapper();

  private BaselineFile() {}

  /** The tree in a file, or one line that says why it is no baseline. */
  public static Either<String, ObjectNode> read(Path file) {
    return tree(file)
        .flatMap(tree ->
            tree instanceof ObjectNode object && object.path(Baseline.MODELS).isObject()
                ? Either.right(object)
                : Either.left(file + ": no baseline: it has no models"));
  }

  /** Writes a tree; or one line that says why it could not be written. */
  public static Either<String, Path> write(Path file, ObjectNode baseline) {
    return AtomicFile.write(file, Pretty.print(baseline));
  }

  /** The object in a text, or one line that names where the text comes from. */
  static Either<String, ObjectNode> object(String text, String from) {
    try {
      return JSON.readTree(text) instanceof ObjectNode object
          ? Either.right(object)
          : Either.left(from + ": expected a JSON object");
    } catch (JsonProcessingException e) {
      return Either.left(from + ": " + e.getOriginalMessage());
    }
  }

  /** The JSON in a file, or one line that says what is wrong with it. */
  static Either<String, JsonNode> tree(Path file) {
    try {
      return Either.right(JSON.readTree(Files.readString(file)));
    } catch (JsonProcessingException e) {
      return Either.left(
          file + ": line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      return Either.left(file + ": cannot be read: " + e.getClass().getSimpleName());
    }
  }
}
