package io.uring.dmabuf.cli;

import io.uring.dmabuf.tlc.Home;
import io.vavr.collection.List;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs {@code live-edges} for a model in a JVM of its own, since TLC loads one model a JVM. */
final class EdgeJvm {
  private EdgeJvm() {}

  /** Drives the edges of a model: its exit status. What it prints goes to the consumer. */
  static int run(Home home, String model, Consumer<String> out) throws IOException {
    Path folder = Files.createTempDirectory("dmabuf-rw-");
    // Its standard input stays open as long as this JVM lives: it ends itself when that is closed.
    Process process =
        new ProcessBuilder(command(home, model, folder).toJavaList())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = process.inputReader()) {
      lines.lines().forEach(out);
      return process.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return ExitStatus.UNUSABLE;
    } finally {
      process.destroyForcibly();
      delete(folder);
    }
  }

  private static List<String> command(Home home, String model, Path folder) {
    return List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseParallelGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.io.tmpdir=" + folder,
            "-D" + Home.PROPERTY + "=" + home.root(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "live-edges",
            model,
            "--metadir",
            folder.resolve("states").toString(),
            "--watch-input")
        .appendAll(home.specDir().toList().flatMap(dir -> List.of("--spec-dir", dir.toString())));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }
}
