package io.uring.dmabuf.cli;

import io.uring.dmabuf.oracle.RunReplay;
import io.uring.dmabuf.tlc.Home;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    RunReplay replay =
        RunReplay.of(Home.current(), file, nowhere)
            .getOrElseThrow(reason -> new UnusableInputException(reason));
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
