package io.uring.dmabuf.bench;

import io.uring.dmabuf.tlc.FileTree;
import io.uring.dmabuf.tlc.FileTrouble;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.jvm.ChildJvm;
import io.uring.dmabuf.tlc.jvm.Children;
import io.uring.dmabuf.tlc.jvm.Launcher;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Measured runs of models, each in a JVM of its own. Closing it ends those that still run. */
public final class PairedRuns implements AutoCloseable {
  private final ChildJvm jvm;
  private final Path folder;
  private final Children children = new Children();

  /**
   * Runs below a fresh temporary folder.
   *
   * @param launcher how a JVM for one measurement is started, which takes a model's name, what to
   *     measure, and a folder
   * @throws IOException when the folder cannot be made
   */
  public PairedRuns(Home home, Launcher launcher) throws IOException {
    this.jvm = new ChildJvm(launcher, home, List.of("-XX:+UseParallelGC"), children);
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
      try {
        return run(model, mode, own);
      } finally {
        FileTree.delete(own);
      }
    } catch (IOException failed) {
      return Either.left(model + ": cannot be run: " + FileTrouble.of(failed));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Either.left("interrupted");
    }
  }

  private Either<String, String> run(String model, String mode, Path own)
      throws IOException, InterruptedException {
    List<String> arguments = List.of(model, mode, "--metadir", own.resolve("states").toString());
    StringBuilder said = new StringBuilder();
    ChildJvm.Ended ended = jvm.run(own, arguments, said::append);
    return said.isEmpty()
        ? Either.left(model + ": its JVM ended with " + ended.status() + " and no result")
        : Either.right(said.toString());
  }

  @Override
  public void close() {
    children.killAll();
    FileTree.delete(folder);
  }
}
