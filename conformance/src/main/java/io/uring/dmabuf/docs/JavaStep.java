package io.uring.dmabuf.docs;

import io.vavr.collection.List;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A step of a Java component: a public constant of the type {@link io.uring.dmabuf.step.Step},
 * which bears the name of the specification's action in capitals.
 *
 * @param type the class that has it
 * @param constant the constant's name
 * @param file the source, relative to the root of the repository
 * @param line the line of the constant's name, from 1
 */
public record JavaStep(String type, String constant, String file, int line) {
  private static final Pattern STEP =
      Pattern.compile("^  public static final Step<.*> ([A-Z_]+) =.*");

  /** The steps in a source file, in its order. None without the file. */
  static List<JavaStep> in(Path root, String file) {
    Path source = root.resolve(file);
    String type = source.getFileName().toString().replaceFirst("\\.java$", "");
    if (!Files.isRegularFile(source)) {
      return List.empty();
    }
    List<String> lines;
    try {
      lines = List.ofAll(Files.readAllLines(source));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines
        .zipWithIndex()
        .map(t -> t.map1(STEP::matcher))
        .filter(t -> t._1.matches())
        .map(t -> new JavaStep(type, t._1.group(1), file, t._2 + 1));
  }

  /** The name of the specification's action. */
  public String action() {
    return List.of(constant.split("_", -1))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .mkString();
  }

  /** Type and constant as they are written in a text. */
  public String shown() {
    return type + "." + constant;
  }
}
