package io.uring.dmabuf.baseline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.JsonFile;
import io.uring.dmabuf.tlc.Pretty;
import io.vavr.control.Either;
import java.nio.file.Path;

/** A baseline that is kept in a file. */
public final class BaselineFile {

  private BaselineFile() {}

  /** The tree in a file, or one line that says why it is no baseline. */
  public static Either<String, ObjectNode> read(Path file) {
    return JsonFile.read(file)
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
    return JsonFile.parse(from, text)
        .flatMap(tree ->
            tree instanceof ObjectNode object
                ? Either.right(object)
                : Either.left(from + ": expected a JSON object"));
  }
}
