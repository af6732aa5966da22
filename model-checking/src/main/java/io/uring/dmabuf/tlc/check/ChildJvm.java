package io.uring.dmabuf.tlc.check;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.Progress;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Runs a model in a JVM of its own, with the pinned TLC and the replay. */
final class ChildJvm implements ModelProcess {

  /**
   * States below which a run ends before the optimising compiler has paid for itself: measured on
   * the models of the quick tier, where half of the processor time of a small run was compilation.
   */
  private static final long SMALL = 25_000;

  private final CheckOptions options;
  private final Children children;

  ChildJvm(CheckOptions options, Children children) {
    this.options = options;
    this.children = children;
  }

  @Override
  public RunResult run(ModelEntry model, Path folder, Consumer<Progress> progress)
      throws IOException, InterruptedException {
    Path errors = folder.resolve("stderr");
    // Its standard input stays open as long as this JVM lives: the run ends itself when it is
    // closed.
    Process process =
        children.add(
            new ProcessBuilder(command(model, folder).toJavaList())
                .redirectError(errors.toFile())
                .start());
    try {
      Option<RunResult> result = Option.none();
      List<String> other = List.empty();
      try (BufferedReader lines = process.inputReader()) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          switch (RunProtocol.parse(line).getOrNull()) {
            case RunProtocol.Message.Working working -> progress.accept(working.progress());
            case RunProtocol.Message.Done done -> result = Option.some(done.result());
            case null -> other = other.append(line);
          }
        }
      }
      process.waitFor();
      List<String> said = other;
      return result.getOrElse(() -> died(model, said, errors, process.exitValue()));
    } finally {
      process.destroyForcibly();
      children.remove(process);
    }
  }

  private List<String> command(ModelEntry model, Path folder) {
    return List.of(options.launcher().java())
        .appendAll(options.heap().map(heap -> "-Xmx" + heap))
        .appendAll(Option.when(model.expectedStates() < SMALL, "-XX:TieredStopAtLevel=1"))
        .appendAll(
            List.of(
                "-XX:+UseParallelGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                "-D" + Home.PROPERTY + "=" + options.home().root(),
                "-cp",
                options.launcher().classPath()))
        .appendAll(options.launcher().main())
        .appendAll(
            List.of(
                model.name(),
                "--manifest",
                options.home().manifest().toString(),
                "--metadir",
                folder.resolve("states").toString()))
        .append("--watch-input")
        .appendAll(options.replay() ? List.empty() : List.of("--no-replay"))
        .appendAll(options.properties().flatMap(property -> List.of("-P", property)))
        .appendAll(
            options.home().specDir().toList().flatMap(dir -> List.of("--spec-dir", dir.toString())))
        .appendAll(
            options.traceDir().toList().flatMap(dir -> List.of("--trace-dir", dir.toString())));
  }

  /** The one line about a JVM that ended without a result. */
  private RunResult died(ModelEntry model, List<String> said, Path errors, int status) {
    List<String> lines =
        said.appendAll(read(errors)).map(String::strip).filter(line -> !line.isEmpty());
    Option<String> memory =
        lines.find(line ->
            line.contains("OutOfMemoryError") || line.contains("heap") || line.contains("reserve"));
    return RunResult.unusable(
        memory
            .map(line ->
                model.name()
                    + ": too little heap"
                    + options.heap().map(heap -> " (" + heap + ")").getOrElse("")
                    + ": give more with --heap SIZE: "
                    + line)
            .getOrElse(() ->
                model.name()
                    + ": its JVM ended with status "
                    + status
                    + " and no result: "
                    + lines.lastOption().getOrElse("it said nothing")));
  }

  private static List<String> read(Path file) {
    try {
      return List.ofAll(Files.readAllLines(file));
    } catch (IOException e) {
      return List.empty();
    }
  }
}
