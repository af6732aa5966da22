package io.uring.dmabuf.tlc.jvm;

import io.vavr.collection.List;
import java.nio.file.Path;

/**
 * How a JVM of this program is started.
 *
 * @param java the JVM's executable
 * @param classPath with everything that the run needs
 * @param main the main class and its first arguments, which take those of the run next
 * @param command what a user types for such a run: {@code check} or {@code explore}
 */
public record Launcher(String java, String classPath, List<String> main, String command) {

  /** A JVM as this one, with the same class path. */
  public static Launcher likeThisOne(List<String> main, String command) {
    return new Launcher(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        System.getProperty("java.class.path"),
        main,
        command);
  }
}
