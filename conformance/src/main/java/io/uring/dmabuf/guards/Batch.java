package io.uring.dmabuf.guards;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.check.CheckOptions.Launcher;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs {@link Variants} in a JVM of its own. */
final class Batch {

  private final Settings settings;

  Batch(Settings settings) {
    this.settings = settings;
  }

  /** The answers for these variants, in their order, or one line that says why there are none. */
  Either<String, List<Variants.Answer>> run(ModelEntry model, List<String> options) {
    try {
      Path folder = Files.createTempDirectory("dmabuf-rw-variants-");
      try {
        return answers(model, options, run(command(model, options, folder), folder));
      } finally {
        Trial.remove(folder);
      }
    } catch (IOException e) {
      return Either.left(model.name() + ": cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Either.left("interrupted");
    }
  }

  private static Either<String, List<Variants.Answer>> answers(
      ModelEntry model, List<String> options, List<String> lines) {
    List<Variants.Answer> all = lines.flatMap(Variants::parse);
    Option<String> error = all.flatMap(Variants.Answer::error).headOption();
    if (error.isDefined()) {
      return Either.left(error.get());
    }
    if (all.size() != options.size() + 1) {
      return Either.left(
          model.name()
              + ": "
              + all.size()
              + " answers for "
              + (options.size() + 1)
              + " variants: "
              + lines.lastOption().getOrElse("nothing was said"));
    }
    return all.head()
        .caught()
        .map(kind ->
            Either.<String, List<Variants.Answer>>left(model.name() + " fails as it is: " + kind))
        .getOrElse(() -> Either.right(all.tail()));
  }

  private static List<String> run(List<String> command, Path folder)
      throws IOException, InterruptedException {
    Path errors = folder.resolve("stderr");
    Process process = new ProcessBuilder(command.asJava()).redirectError(errors.toFile()).start();
    // Ends with this JVM: the run ends itself when its standard input is closed.
    List<String> lines = List.empty();
    try (BufferedReader reader = process.inputReader()) {
      lines = List.ofAll(reader.lines().toList());
      process.waitFor();
    } finally {
      process.destroyForcibly();
    }
    return lines.appendAll(Files.readAllLines(errors));
  }

  private List<String> command(ModelEntry model, List<String> options, Path folder) {
    Launcher launcher = settings.launcher();
    Home home = settings.home();
    Path temporary = folder.resolve("tmp");
    temporary.toFile().mkdirs();
    return List.of(
            launcher.java(),
            "-XX:+UseParallelGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.io.tmpdir=" + temporary,
            "-D" + Home.PROPERTY + "=" + home.root(),
            "-cp",
            launcher.classPath())
        .appendAll(launcher.main())
        .appendAll(
            List.of(
                model.name(),
                "--manifest",
                home.manifest().toString(),
                "--metadir",
                folder.resolve("states").toString(),
                "--watch-input",
                "--variants"))
        .appendAll(options.flatMap(option -> List.of("-P", option)));
  }
}
