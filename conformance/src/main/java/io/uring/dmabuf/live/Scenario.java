package io.uring.dmabuf.live;

import io.vavr.collection.List;
import io.vavr.control.Either;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Operations on a fresh ring. As a file: the first line says which ring, then one operation a line;
 * empty lines and lines that begin with {@code #} mean nothing.
 *
 * @param deferred whether completions wait for the task to ask for them
 * @param operations in order
 */
public record Scenario(boolean deferred, List<Operation> operations) {
  private static final String PLAIN = "ring plain";
  private static final String DEFERRED = "ring deferred";

  /** The text of its file. */
  public String text() {
    return operations
        .map(Operation::text)
        .prepend(deferred ? DEFERRED : PLAIN)
        .mkString("", "\n", "\n");
  }

  /** The scenario in a file, or one line with the file, the line and what is wrong with it. */
  public static Either<String, Scenario> read(Path file) {
    try {
      return parse(file.toString(), List.ofAll(Files.readAllLines(file)));
    } catch (IOException e) {
      return Either.left(file + ": cannot be read: " + e.getClass().getSimpleName());
    }
  }

  static Either<String, Scenario> parse(String file, List<String> lines) {
    List<Operation> operations = List.empty();
    boolean deferred = false;
    boolean started = false;
    int number = 0;
    for (String line : lines.map(String::strip)) {
      number++;
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (!started) {
        if (!line.equals(PLAIN) && !line.equals(DEFERRED)) {
          return Either.left(
              at(
                  file,
                  number,
                  "begins neither with '%s' nor with '%s'".formatted(PLAIN, DEFERRED)));
        }
        deferred = line.equals(DEFERRED);
        started = true;
        continue;
      }
      Either<String, Operation> operation = OperationParser.parse(line);
      if (operation.isLeft()) {
        return Either.left(at(file, number, operation.getLeft()));
      }
      operations = operations.prepend(operation.get());
    }
    return operations.isEmpty()
        ? Either.left(at(file, Math.max(1, number), "no operation"))
        : Either.right(new Scenario(deferred, operations.reverse()));
  }

  private static String at(String file, int line, String what) {
    return file + ", line " + line + ": " + what;
  }
}
