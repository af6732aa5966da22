package io.uring.dmabuf.cli;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.jvm.Launcher;
import io.vavr.collection.List;
import java.nio.file.Path;

/**
 * How tests start a program in a process of its own: TLC keeps its state in statics, and loads one
 * model a process. Where there is the jar of what is tested, it starts as users start it, from what
 * the jar's first run left behind.
 */
public final class TestJvm {

  private TestJvm() {}

  /** The command for a program on this repository. */
  public static List<String> command(Class<?> main) {
    return command(Home.current().root(), List.empty(), main);
  }

  /** The command for a program on some home, with these options of the JVM. */
  public static List<String> command(Path home, List<String> options, Class<?> main) {
    return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString())
        .appendAll(Launcher.likeThisOne(List.empty(), "").start())
        .appendAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
        .appendAll(List.of("--enable-native-access=ALL-UNNAMED"))
        .appendAll(List.of("--sun-misc-unsafe-memory-access=allow"))
        .append("-D" + Home.PROPERTY + "=" + home)
        .appendAll(options)
        .appendAll(List.of("-cp", classPath(), main.getName()));
  }

  /** The jar comes first: the cache is of it alone. */
  private static String classPath() {
    String own = System.getProperty("java.class.path");
    return Launcher.property(Launcher.CLASS_PATH)
        .map(jar -> jar + java.io.File.pathSeparator + own)
        .getOrElse(own);
  }
}
