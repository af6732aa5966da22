package io.uring.dmabuf.baseline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.tlc.FileTree;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.check.CheckOptions.Launcher;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks a JVM a model for the model's facts, two side by side where there are two cores. */
final class FactsJvm {

  private final Home home;
  private final Launcher launcher;

  private FactsJvm(Home home, Launcher launcher) {
    this.home = home;
    this.launcher = launcher;
  }

  /** The facts of all these models in their order, or one line about the first that has none. */
  static Either<String, List<Tuple2<ModelEntry, ObjectNode>>> all(
      Home home, Launcher launcher, List<ModelEntry> models) {
    FactsJvm jvm = new FactsJvm(home, launcher);
    int sideBySide = Math.max(1, Math.min(2, Runtime.getRuntime().availableProcessors()));
    ExecutorService threads =
        Executors.newFixedThreadPool(sideBySide, Thread.ofPlatform().daemon().factory());
    try {
      List<Tuple2<ModelEntry, Future<Either<String, ObjectNode>>>> asked =
          models.map(model -> Tuple.of(model, threads.submit(() -> jvm.facts(model))));
      List<Tuple2<ModelEntry, ObjectNode>> facts = List.empty();
      for (Tuple2<ModelEntry, Future<Either<String, ObjectNode>>> answer : asked) {
        Either<String, ObjectNode> found = answer._2.get();
        if (found.isLeft()) {
          return Either.left(found.getLeft());
        }
        facts = facts.prepend(Tuple.of(answer._1, found.get()));
      }
      return Either.right(facts.reverse());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Either.left("interrupted");
    } catch (ExecutionException e) {
      return Either.left("a model could not be loaded: " + e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private Either<String, ObjectNode> facts(ModelEntry model)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("dmabuf-rw-facts-");
    Process process =
        new ProcessBuilder(command(model, folder).asJava()).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes());
      int status = process.waitFor();
      return status == 0
          ? BaselineFile.object(said, model.name())
          : Either.left(
              said.strip().replaceFirst("^dmabuf-rw: ", "").replaceAll("\\s*\\R\\s*", "; "));
    } finally {
      process.destroyForcibly();
      FileTree.delete(folder);
    }
  }

  /** What loads and ends within a second or so needs neither two compilers nor a parallel GC. */
  private List<String> command(ModelEntry model, Path folder) {
    return List.of(
            launcher.java(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.io.tmpdir=" + folder,
            "-D" + Home.PROPERTY + "=" + home.root(),
            "-cp",
            launcher.classPath())
        .appendAll(launcher.main())
        .appendAll(List.of(model.name(), "--manifest", home.manifest().toString()));
  }
}
