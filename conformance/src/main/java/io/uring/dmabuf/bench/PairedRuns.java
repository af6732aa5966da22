package io.uring.dmabuf.bench;

import io.uring.dmabuf.tlc.FileTree;
import io.uring.dmabuf.tlc.Home;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Measured runs of models, each in a JVM of its own. Closing it ends those that still run. */
public final class PairedRuns implements AutoCloseable {
  private final Home home;
  private final List<String> command;
  private final Path folder;
  private final Set<Process> running = ConcurrentHashMap.newKeySet();

  /**
   * Runs below a fresh temporary folder.
   *
   * @param command what starts a JVM for one measurement: the JVM, its options and the main class
   *     with its first arguments, which takes a model's name, what to measure, and a folder next
   * @throws IOException when the folder cannot be made
   */
  public PairedRuns(Home home, List<String> command) throws IOException {
    this.home = home;
    this.command = command;
    this.folder = Files.createTempDirectory("dmabuf-rw-bench-").toAbsolutePath();
  }

  /**
   * A model without and with replay, or one line that says why it could not be run.
   *
   * @param replayFirst which of the two comes first
   */
  public Either<String, PairedTime> pair(String model, boolean replayFirst) {
    if (replayFirst) {
      return timed(model, "REPLAY")
          .flatMap(replay -> timed(model, "PLAIN").flatMap(plain -> paired(model, plain, replay)));
    }
    return timed(model, "PLAIN")
        .flatMap(plain -> timed(model, "REPLAY").flatMap(replay -> paired(model, plain, replay)));
  }

  /** The replay of a model's transitions without TLC, or one line about why there is none. */
  public Either<String, AloneResult> alone(String model) {
    return line(model, "ALONE").flatMap(line -> BenchLine.parse(line, AloneResult.class));
  }

  /** A model explored by plain TLC, and by the implementation alone; or one line about why not. */
  public Either<String, ExploredTime> explored(String model) {
    return timed(model, "PLAIN")
        .flatMap(plain ->
            timed(model, "EXPLORE")
                .map(own ->
                    new ExploredTime(
                        model,
                        own.run().transitions(),
                        plain.run().seconds(),
                        own.run().seconds())));
  }

  /** A run with the wall time of its whole JVM in seconds. */
  private record Timed(ModelTime run, double jvm) {}

  private static Either<String, PairedTime> paired(String model, Timed plain, Timed replay) {
    return plain.run().transitions() == replay.run().transitions()
        ? Either.right(
            new PairedTime(
                model,
                plain.run().transitions(),
                plain.run().seconds(),
                replay.run().seconds(),
                plain.jvm(),
                replay.jvm()))
        : Either.left(model + ": the number of transitions differs with replay");
  }

  private Either<String, Timed> timed(String model, String mode) {
    long start = System.nanoTime();
    return line(model, mode)
        .flatMap(line -> BenchLine.parse(line, ModelTime.class))
        .map(run -> new Timed(run, (System.nanoTime() - start) / 1e9));
  }

  private Either<String, String> line(String model, String mode) {
    try {
      Path own = Files.createTempDirectory(folder, model + "-");
      Files.createDirectory(own.resolve("tmp"));
      try {
        return run(model, mode, own);
      } finally {
        FileTree.delete(own);
      }
    } catch (IOException failed) {
      return Either.left(model + ": cannot be run: " + failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Either.left("interrupted");
    }
  }

  private Either<String, String> run(String model, String mode, Path own)
      throws IOException, InterruptedException {
    // Its standard input stays open as long as this JVM lives: it ends itself when that is closed.
    Process process =
        new ProcessBuilder(
                command
                    .insertAll(
                        1,
                        List.of(
                            "-Djava.io.tmpdir=" + own.resolve("tmp"),
                            "-D" + Home.PROPERTY + "=" + home.root()))
                    .appendAll(List.of(model, mode, "--metadir", own.resolve("states").toString()))
                    .toJavaList())
            .redirectError(own.resolve("stderr").toFile())
            .start();
    running.add(process);
    try (BufferedReader lines = process.inputReader()) {
      String line = lines.readLine();
      process.waitFor();
      return line != null
          ? Either.right(line)
          : Either.left(model + ": its JVM ended with " + process.exitValue() + " and no result");
    } finally {
      process.destroyForcibly();
      running.remove(process);
    }
  }

  @Override
  public void close() {
    running.forEach(Process::destroyForcibly);
    FileTree.delete(folder);
  }
}
