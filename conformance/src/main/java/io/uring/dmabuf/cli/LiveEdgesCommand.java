package io.uring.dmabuf.cli;

import io.uring.dmabuf.live.EdgeReport;
import io.uring.dmabuf.live.EdgeRun;
import io.uring.dmabuf.live.Laboratory;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.Manifest;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.collection.List;
import io.vavr.collection.TreeMap;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code live-edges}: drives the edges of one model in this JVM, for {@code live}. */
@Command(name = "live-edges", hidden = true, description = "Drives the edges of one model.")
final class LiveEdgesCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME")
  private String name = "";

  @Option(names = "--metadir", paramLabel = "DIR", required = true)
  private Path metadir = Path.of("");

  @Option(names = "--spec-dir", paramLabel = "DIR")
  private @Nullable Path specDir;

  @Option(names = "--watch-input", description = "Ends when standard input is closed.")
  private boolean watchInput;

  @Override
  public Integer call() throws IOException {
    if (watchInput) {
      RunModelCommand.endWithInput();
    }
    PrintStream out = System.out;
    PrintStream log =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    System.setOut(log);
    Home home = specDir == null ? Home.current() : Home.current().withSpecDir(specDir);
    int status;
    try (Laboratory laboratory = new Laboratory()) {
      EdgeReport report =
          Manifest.read(home.manifest())
              .flatMap(models -> models.find(name))
              .flatMap(model -> EdgeRun.run(home, model, metadir, log, laboratory))
              .getOrElseThrow(UnusableInputException::new);
      lines(report).forEach(out::println);
      status = report.mismatch().isEmpty() ? ExitStatus.CLEAN : ExitStatus.FOUND;
    }
    out.flush();
    // TLC's threads are not daemons.
    System.exit(status);
    return status;
  }

  /** A step of a registration with what it does. */
  private static String step(String label) {
    return UpdateStage.ofLabel(label)
        .map(stage ->
            "%s, %s: -%s"
                .formatted(
                    label,
                    stage.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    stage.errno().map(Enum::name).getOrElse("")))
        .getOrElse(label);
  }

  private List<String> lines(EdgeReport report) {
    List<String> excluded =
        TreeMap.ofAll(report.excluded())
            .map(step -> "  excluded: %d fail at %s".formatted(step._2, step(step._1)))
            .toList();
    return List.of(
            "%s: %d of %d edges driven, %d calls on %d rings, %d tags"
                .formatted(
                    name,
                    report.driven(),
                    report.remaining(),
                    report.calls(),
                    report.tours(),
                    report.tags()),
            "  among them: %d with an ordinary buffer for a dma-buf, %d close the ring,"
                    .formatted(report.dmabufs(), report.closings())
                + " %d only take a completion".formatted(report.consumed()))
        .appendAll(excluded)
        .appendAll(report.mismatch().toList());
  }
}
