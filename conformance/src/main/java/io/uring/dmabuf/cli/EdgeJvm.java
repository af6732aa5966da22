package io.uring.dmabuf.cli;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.jvm.ChildJvm;
import io.uring.dmabuf.tlc.jvm.Children;
import io.vavr.collection.List;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Runs {@code live-edges} for a model in a JVM of its own, since TLC loads one model a JVM. */
final class EdgeJvm {
  private EdgeJvm() {}

  /**
   * Drives the edges of a model: its exit status. What it prints goes to the consumer.
   *
   * @throws UnusableInputException when the child does not come to an end with a result, such as
   *     one that is killed: at once, as nothing that follows would make the run whole
   */
  static int run(Home home, String model, Consumer<String> out) throws IOException {
    ChildJvm jvm =
        new ChildJvm(
            CheckCommand.launcher("live-edges"),
            home,
            List.of("-XX:+UseParallelGC"),
            new Children());
    try {
      ChildJvm.Ended ended = jvm.run(folder -> arguments(home, model, folder), out);
      if (ended.status() == ExitStatus.CLEAN || ended.status() == ExitStatus.FOUND) {
        return ended.status();
      }
      throw new UnusableInputException(model + ": " + why(ended));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return ExitStatus.UNUSABLE;
    }
  }

  /** What the child said last; one that is killed says nothing. */
  private static String why(ChildJvm.Ended ended) {
    return ended
        .errors()
        .filter(line -> !line.isBlank())
        .lastOption()
        .map(line -> line.strip().replaceFirst("^dmabuf-rw: ", ""))
        .getOrElse("its JVM ended with status " + ended.status() + " and said nothing");
  }

  private static List<String> arguments(Home home, String model, Path folder) {
    return List.of(model, "--metadir", folder.resolve("states").toString())
        .appendAll(home.specDir().toList().flatMap(dir -> List.of("--spec-dir", dir.toString())));
  }
}
