package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.live.Operation;
import io.uring.dmabuf.live.OperationParser;
import io.uring.dmabuf.live.RingKind;
import io.uring.dmabuf.tlc.InputFile;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;

/**
 * Operations on a fresh ring. As a file: the first line says which ring, then one operation a line;
 * empty lines and lines that begin with {@code #} mean nothing.
 *
 * @param ring which ring
 * @param operations in order
 */
public record Scenario(RingKind ring, List<Operation> operations) {

  /** The text of its file. */
  public String text() {
    return operations.map(Operation::text).prepend(ring.line()).mkString("", "\n", "\n");
  }

  /** The scenario in a file, or one line with the file, the line and what is wrong with it. */
  public static Either<String, Scenario> read(Path file) {
    return InputFile.lines(file).flatMap(lines -> parse(file.toString(), lines));
  }

  static Either<String, Scenario> parse(String file, List<String> lines) {
    List<Operation> operations = List.empty();
    Option<RingKind> ring = Option.none();
    int number = 0;
    for (String line : lines.map(String::strip)) {
      number++;
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (ring.isEmpty()) {
        ring = RingKind.all().find(kind -> kind.line().equals(line));
        if (ring.isEmpty()) {
          String known = RingKind.all().map(RingKind::line).mkString("'", "', '", "'");
          return Either.left(at(file, number, "begins with none of " + known));
        }
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
        : Either.right(new Scenario(ring.get(), operations.reverse()));
  }

  private static String at(String file, int line, String what) {
    return file + ", line " + line + ": " + what;
  }
}
