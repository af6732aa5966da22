package io.uring.dmabuf.cli;

import io.uring.dmabuf.live.Laboratory;
import io.uring.dmabuf.live.edges.EdgeReport;
import io.uring.dmabuf.live.edges.EdgeRun;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.Wrap;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.uring.UpdateStage;
import io.vavr.collection.List;
import java.io.IOException;
import java.io.PrintStream;
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

  private static final int WIDTH = 80;

  @Parameters(paramLabel = "NAME")
  private String name = "";

  @Option(names = "--metadir", paramLabel = "DIR", required = true)
  private Path metadir = Path.of("");

  @Option(names = "--spec-dir", paramLabel = "DIR")
  private @Nullable Path specDir;

  @Override
  public Integer call() throws IOException {
    PrintStream log = ParentJvm.nowhere();
    PrintStream out = ParentJvm.answer(log);
    Home home = specDir == null ? Home.current() : Home.current().withSpecDir(specDir);
    int status;
    try (Laboratory laboratory = new Laboratory()) {
      io.vavr.control.Option<String> skipped =
          laboratory.unlikeSpecification().map(other -> "the kernel follows " + other.name());
      if (skipped.isDefined()) {
        Wrap.lines(name + ": skipped: " + skipped.get(), 0, WIDTH).forEach(out::println);
        out.flush();
        return ExitStatus.CLEAN;
      }
      EdgeReport report =
          Manifest.one(home.manifest(), name)
              .flatMap(model -> EdgeRun.run(home, model, metadir, log, laboratory))
              .getOrElseThrow(UnusableInputException::new);
      lines(report, laboratory.undecided()).forEach(out::println);
      boolean whole = report.mismatch().isEmpty() && report.driven() == report.remaining();
      status = whole ? ExitStatus.CLEAN : ExitStatus.FOUND;
    }
    out.flush();
    return status;
  }

  private List<String> lines(EdgeReport report, List<String> undecided) {
    return List.of(
            "%s: %d of %d edges, %d calls, %d tours, %d tags"
                .formatted(
                    name,
                    report.driven(),
                    report.remaining(),
                    report.calls(),
                    report.tours(),
                    report.tags()))
        .appendAll(
            wrapped(
                ("among them: %d with an ordinary buffer for a dma-buf, %d with a cancellation for a"
                        + " device's error, %d close the ring, %d only take a completion")
                    .formatted(
                        report.dmabufs(),
                        report.deviceErrors(),
                        report.closings(),
                        report.consumed())))
        .appendAll(report.excluded().isEmpty() ? List.empty() : wrapped(excluded(report)))
        .appendAll(
            report.behindWorker() == 0
                ? List.empty()
                : wrapped(
                    "excluded: %d let a worker thread take or end a request before one that came"
                            .formatted(report.behindWorker())
                        + " first, and there is only one thread here"))
        .appendAll(
            report.undecided() == 0
                ? List.empty()
                : wrapped(
                    "left out: %d depend on what could not be decided: %s"
                        .formatted(report.undecided(), undecided.mkString("; "))))
        .appendAll(report.mismatch().toList());
  }

  private static String excluded(EdgeReport report) {
    return report
        .excluded()
        .map(step -> "%d fail at %s".formatted(step._2, described(step._1)))
        .mkString("excluded: ", "; ", "");
  }

  private static List<String> wrapped(String text) {
    return Wrap.lines(text, 2, WIDTH);
  }

  /** A step of a registration with what it does, and with what it would fail. */
  private static String described(UpdateStage stage) {
    return "%s (%s, -%s)"
        .formatted(
            stage.label(),
            stage.name().toLowerCase(Locale.ROOT).replace('_', ' '),
            stage.errno().map(Enum::name).getOrElse("?"));
  }
}
