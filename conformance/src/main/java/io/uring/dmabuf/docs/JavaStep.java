package io.uring.dmabuf.docs;

import io.vavr.collection.List;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A step of a Java component: a public method that returns the component after it, or none.
 *
 * @param type the class or interface that has it
 * @param method the method's name
 * @param file the source, relative to the root of the repository
 * @param line the line of the method's name, from 1
 */
public record JavaStep(String type, String method, String file, int line) {

  /**
   * The steps in a source file, in its order; of overloaded methods the first. None without the
   * file.
   *
   * @param component the type that the steps return
   */
  static List<JavaStep> in(Path root, String component, String file) {
    Path source = root.resolve(file);
    String type = source.getFileName().toString().replaceFirst("\\.java$", "");
    Pattern step = Pattern.compile("^  (?:public|default) Option<" + component + "> (\\w+)\\(.*");
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
        .map(t -> t.map1(step::matcher))
        .filter(t -> t._1.matches())
        .map(t -> new JavaStep(type, name(t._1), file, t._2 + 1))
        .distinctBy(JavaStep::method);
  }

  private static String name(Matcher matched) {
    return matched.group(1);
  }

  /** Type and method as they are written in a text. */
  public String shown() {
    return type + "." + method;
  }
}
