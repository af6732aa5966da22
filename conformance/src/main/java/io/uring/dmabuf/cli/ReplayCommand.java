package io.uring.dmabuf.cli;

import io.uring.dmabuf.oracle.RunReplay;
import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.told.EventLines;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code replay}: replays a saved run of the implementation step by step. */
@Command(
    name = "replay",
    description = "Replays a saved run of the implementation, each step judged and audited.",
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "A run as tests save it: target/failures/*.run.")
  private Path file = Path.of("");

  @Option(
      names = "--events",
      paramLabel = "FILE",
      description = "Writes what the steps tell, as lines of JSON that audit reads.")
  private @Nullable Path events;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Path target = events;
    if (target != null) {
      AtomicFile.check(target).getOrElseThrow(UnusableInputException::new);
    }
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    RunReplay replay =
        RunReplay.of(Home.current(), file, nowhere)
            .getOrElseThrow(reason -> new UnusableInputException(reason));
    if (target != null) {
      StringBuilder told = new StringBuilder();
      EventLines lines = new EventLines(line -> told.append(line).append('\n'));
      replay.told().forEach(lines::take);
      AtomicFile.write(target, told.toString()).getOrElseThrow(UnusableInputException::new);
    }
    spec.commandLine().getOut().print(replay.text());
    spec.commandLine()
        .getOut()
        .println(
            "replay: "
                + replay.steps()
                + " steps, "
                + replay.finding().map(f -> "fails: " + f.kind()).getOrElse("no failure"));
    spec.commandLine().getOut().flush();
    return replay.finding().isDefined() ? ExitStatus.FOUND : ExitStatus.CLEAN;
  }
}
