package io.uring.dmabuf.cli;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.KernelProbe;
import io.uring.dmabuf.live.tour.TourAbilities;
import io.uring.dmabuf.live.tour.TourOnKernel;
import io.uring.dmabuf.live.tour.TourOnKernel.Outcome;
import io.uring.dmabuf.scenario.Grammar;
import io.uring.dmabuf.scenario.Scenario;
import io.uring.dmabuf.scenario.ScenarioRun;
import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.InputFile;
import io.uring.dmabuf.told.EventLines;
import io.uring.dmabuf.told.Listener;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code run}: carries out scenarios on a machine of full size. */
@Command(
    name = "run",
    description = {
      "Carries out scenarios: each statement with what it returns, then who still holds what.",
      "Every step is audited and every byte of memory and drives compared."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:everything as expected",
      "1:an expectation was not met, or a law broken",
      "2:a scenario that cannot be read or understood",
    })
final class RunCommand implements Callable<Integer> {
  private static final String STDIN = "-";
  private static final String STATEMENTS = "statements";
  private static final int WIDTH = 80;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Scenarios; - reads standard input.")
  private List<String> files = List.of();

  @Option(
      names = {"-q", "--quiet"},
      description = "Prints only what is wrong.")
  private boolean quiet;

  @Option(
      names = "--events",
      paramLabel = "FILE",
      description = "Writes what the steps tell, as lines of JSON that audit reads.")
  private @Nullable Path events;

  @Option(
      names = "--kernel",
      description = {
        "Does the same on the running kernel's io_uring, a statement behind: what calls return, every"
            + " completion and the bytes must be the same. Why a scenario cannot be carried out"
            + " there is said, and it runs on the machine alone."
      })
  private boolean kernel;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Adds the statements of the language to what {@code --help} prints. */
  static void describeLanguage(CommandLine run) {
    run.getHelpSectionMap().put(STATEMENTS, help -> statements());
    List<String> keys = new ArrayList<>(run.getHelpSectionKeys());
    keys.add(STATEMENTS);
    run.setHelpSectionKeys(keys);
  }

  private static String statements() {
    return "%nStatements, one a line. # begins a comment, => VALUE behind a statement says%n"
            .formatted()
        + "what it must return, numbers may be 0x10, 4K, 2M or 1G:%n".formatted()
        + Vector.of(Grammar.values())
            .map(g -> folded("  ", g.syntax()) + folded("      ", g.help()))
            .mkString();
  }

  /** A text in lines of at most 80 columns. */
  private static String folded(String indent, String text) {
    StringBuilder lines = new StringBuilder();
    String line = indent;
    for (String word : text.split(" ")) {
      if (line.length() + word.length() > WIDTH && !line.isBlank()) {
        lines.append(line.stripTrailing()).append(System.lineSeparator());
        line = indent + "    ";
      }
      line += word + " ";
    }
    return lines.append(line.stripTrailing()).append(System.lineSeparator()).toString();
  }

  @Override
  public Integer call() {
    if (kernel && events != null) {
      throw new UnusableInputException("--kernel and --events exclude each other");
    }
    Vector<Scenario> scenarios = Vector.ofAll(files).map(RunCommand::read);
    if (kernel) {
      return beside(scenarios);
    }
    Path target = events;
    if (target == null) {
      return run(scenarios, () -> Listener.NOBODY);
    }
    AtomicFile.check(target).getOrElseThrow(UnusableInputException::new);
    StringBuilder told = new StringBuilder();
    int status = run(scenarios, () -> new EventLines(line -> told.append(line).append('\n')));
    AtomicFile.write(target, told.toString()).getOrElseThrow(UnusableInputException::new);
    return status;
  }

  private int run(Vector<Scenario> scenarios, Supplier<Listener> listeners) {
    PrintWriter out = spec.commandLine().getOut();
    for (Scenario scenario : scenarios) {
      if (!quiet) {
        out.println(scenario.name());
      }
      ScenarioRun run = ScenarioRun.telling(scenario, listeners.get(), line -> print(out, line));
      out.flush();
      switch (run.verdict()) {
        case CLEAN -> {}
        case FAILED -> {
          out.println(run.message());
          out.flush();
          return ExitStatus.FOUND;
        }
        case UNUSABLE -> throw new UnusableInputException(run.message());
        case THROWN -> throw new IllegalStateException(run.message());
      }
    }
    return ExitStatus.CLEAN;
  }

  private int beside(Vector<Scenario> scenarios) {
    Either<String, TourAbilities> abilities =
        KernelProbe.probe().map(there -> TourAbilities.probe());
    int status = ExitStatus.CLEAN;
    for (Scenario scenario : scenarios) {
      Outcome outcome = abilities.fold(Outcome.Skipped::new, able -> besideKernel(scenario, able));
      status = Math.max(status, told(scenario, outcome));
    }
    return status;
  }

  private Outcome besideKernel(Scenario scenario, TourAbilities abilities) {
    PrintWriter out = spec.commandLine().getOut();
    io.vavr.control.Option<String> obstacle = TourOnKernel.obstacle(scenario, abilities);
    if (obstacle.isDefined()) {
      return new Outcome.Skipped(obstacle.get());
    }
    if (!quiet) {
      out.println(scenario.name());
    }
    return TourOnKernel.run(scenario, Design.intended(), abilities, line -> print(out, line));
  }

  /** How a scenario went; one that the kernel cannot carry out runs on the machine alone. */
  private int told(Scenario scenario, Outcome outcome) {
    PrintWriter out = spec.commandLine().getOut();
    switch (outcome) {
      case Outcome.Agrees(int values) -> {
        print(out, "kernel: %d values, both sides agree".formatted(values));
        return ExitStatus.CLEAN;
      }
      case Outcome.Skipped(String reason) -> {
        int status = run(Vector.of(scenario), () -> Listener.NOBODY);
        out.println("  kernel: left out, as " + reason);
        out.flush();
        return status;
      }
      case Outcome.Unusable(String message) -> throw new UnusableInputException(message);
      case Outcome.Differs(String message) -> {
        out.println(message);
        out.flush();
        return ExitStatus.FOUND;
      }
    }
  }

  private void print(PrintWriter out, String line) {
    if (!quiet) {
      out.println("  " + line);
    }
  }

  private static Scenario read(String file) {
    return (file.equals(STDIN) ? readStandardInput() : Scenario.read(Path.of(file)))
        .getOrElseThrow(UnusableInputException::new);
  }

  private static Either<String, Scenario> readStandardInput() {
    String name = "standard input";
    return InputFile.text(name, System.in).flatMap(text -> Scenario.parse(name, text));
  }
}
