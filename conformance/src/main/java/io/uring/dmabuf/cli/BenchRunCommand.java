package io.uring.dmabuf.cli;

import io.uring.dmabuf.bench.BenchLine;
import io.uring.dmabuf.bench.ModelMeasurement;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.vavr.control.Either;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench-run}: one measured run of one model in this JVM, for {@code bench}. */
@Command(name = "bench-run", hidden = true, description = "Measures one model, for bench.")
final class BenchRunCommand implements Callable<Integer> {

  /** What is measured. */
  enum Mode {
    /** TLC without replay. */
    PLAIN,
    /** TLC with replay. */
    REPLAY,
    /** The replay without TLC. */
    ALONE,
    /** The exploration without TLC. */
    EXPLORE
  }

  @Parameters(index = "0", paramLabel = "NAME")
  private String name = "";

  @Parameters(index = "1", paramLabel = "MODE")
  private Mode mode = Mode.PLAIN;

  @Option(names = "--metadir", paramLabel = "DIR", required = true)
  private Path metadir = Path.of("");

  @Override
  public Integer call() {
    PrintStream log = ParentJvm.nowhere();
    PrintStream out = ParentJvm.answer(log);
    Home home = Home.current();
    String line =
        Manifest.one(home.manifest(), name)
            .map(model -> new ModelMeasurement(home, model, metadir, log))
            .flatMap(this::measure)
            .fold(BenchLine::failed, result -> result);
    out.println(line);
    out.flush();
    return ExitStatus.CLEAN;
  }

  private Either<String, String> measure(ModelMeasurement model) {
    return switch (mode) {
      case PLAIN -> model.time(false).map(BenchLine::of);
      case REPLAY -> model.time(true).map(BenchLine::of);
      case ALONE -> model.alone().map(BenchLine::of);
      case EXPLORE -> model.explored().map(BenchLine::of);
    };
  }
}
