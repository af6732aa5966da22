package io.uring.dmabuf.tlc.jvm;

import io.vavr.collection.List;
import io.vavr.control.Option;
import java.nio.file.Path;

/**
 * How a JVM of this program is started.
 *
 * @param java the JVM's executable
 * @param classPath with everything that the run needs
 * @param cache what the JVM starts from, instead of loading and watching each class anew; a JVM
 *     that cannot use it, such as one of another jar, starts as without it
 * @param main the main class and its first arguments, which take those of the run next
 * @param command what a user types for such a run: {@code check} or {@code explore}
 */
public record Launcher(
    String java, String classPath, Option<String> cache, List<String> main, String command) {

  /** System property with the file of the cache; the launcher sets it when there is one. */
  public static final String CACHE = "dmabuf.cache";

  /**
   * System property with the class path of the JVMs that are started, where that of this one is not
   * it: tests run in one of their own.
   */
  public static final String CLASS_PATH = "dmabuf.classpath";

  /** A JVM as this one, with the same class path and cache. */
  public static Launcher likeThisOne(List<String> main, String command) {
    return new Launcher(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        property(CLASS_PATH).getOrElse(() -> System.getProperty("java.class.path")),
        property(CACHE),
        main,
        command);
  }

  /** What a system property says; nothing where it is empty. */
  public static Option<String> property(String name) {
    return Option.of(System.getProperty(name)).filter(value -> !value.isBlank());
  }

  /** The same for another run. */
  public Launcher running(List<String> otherMain, String otherCommand) {
    return new Launcher(java, classPath, cache, otherMain, otherCommand);
  }

  /** The same from another jar, without a cache. */
  public Launcher cold(String otherClassPath) {
    return new Launcher(java, otherClassPath, Option.none(), main, command);
  }

  /**
   * The options that make a JVM start from the cache. What is wrong with it is no concern of the
   * run, and would stand among its output.
   */
  public List<String> start() {
    return cache
        .toList()
        .flatMap(file ->
            List.of(
                "-XX:AOTCache=" + file,
                "-D" + CACHE + "=" + file,
                "-Xlog:aot*=off",
                "-Xlog:cds*=off"));
  }
}
