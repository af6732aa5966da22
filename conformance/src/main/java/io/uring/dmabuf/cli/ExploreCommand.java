package io.uring.dmabuf.cli;

import io.uring.dmabuf.explore.ExploreTable;
import io.uring.dmabuf.explore.ModelExploration;
import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.check.CheckOptions;
import io.uring.dmabuf.tlc.check.CheckReport;
import io.uring.dmabuf.tlc.check.CheckSummary;
import io.uring.dmabuf.tlc.check.Checker;
import io.uring.dmabuf.tlc.jvm.Launcher;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.models.ModelEntry.Tier;
import io.uring.dmabuf.tlc.models.Raised;
import io.vavr.collection.List;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code explore}: explores models by the implementation alone, and compares the counts with those
 * of TLC.
 */
@Command(
    name = "explore",
    mixinStandardHelpOptions = true,
    description = {
      "Explores models by the implementation alone: every state that its list of steps reaches"
          + " within the model's bounds, breadth first, with the structural laws; compares the"
          + " counts with those that the manifest has from TLC. TLC only loads the model.",
      "With --raise also every model with each of its bounds raised, one at a time, of which no"
          + " counts are known: whether the laws hold there, and which steps are taken that the"
          + " model itself does not take. Such a model can be named, too: rw-small+Reqs.",
      "Exit status: 0 all counts equal and no law broken; 1 another count, a broken law with a"
          + " shortest trace to it, an exception; 2 unusable input, too little heap, a limit"
          + " reached, or interrupted."
    })
final class ExploreCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "Explores this model; can be repeated.")
  private java.util.List<String> models = new ArrayList<>();

  @Option(
      names = "--tier",
      paramLabel = "TIER",
      description = "quick (the default), full or large: its models that have steps.")
  private @Nullable String tier;

  @Option(
      names = "--raise",
      paramLabel = "N",
      description = "Explores each model also with each of its bounds raised by N.")
  private int raise;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads for each model; by default one, and all cores for a single model.")
  private @Nullable Integer threads;

  @Option(
      names = "--limit",
      paramLabel = "STATES",
      description = "Ends without an answer when so many states are known.")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description = {
        "Of a single model: notes in FILE how each state was reached, level by level (28 bytes a"
            + " state). If FILE is there, goes on where it ends, whatever ended that run."
      })
  private @Nullable Path journal;

  @Option(names = "--heap", paramLabel = "SIZE", description = "The heap of each run, such as 2g.")
  private @Nullable String heap;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Where the report goes; default target/explore-report.json.")
  private @Nullable Path json;

  @Option(names = "--manifest", paramLabel = "FILE", description = "Another list of models.")
  private @Nullable Path manifest;

  @Option(
      names = "-P",
      paramLabel = "KEY=VALUE",
      hidden = true,
      description = "A variant of the implementation's design.")
  private java.util.List<String> properties = new ArrayList<>();

  @Override
  public Integer call() {
    if (threads != null && threads < 1 || limit < 1 || raise < 0) {
      throw new UnusableInputException("--threads and --limit are at least 1, --raise at least 0");
    }
    Home home = manifest == null ? Home.current() : Home.current().withManifest(manifest);
    List<String> chosen =
        chosen(home).flatMap(model -> Raised.names(model, raise).prepend(model.name()));
    CheckOptions options = options(home, chosen);
    Path report = json == null ? home.root().resolve("target/explore-report.json") : json;
    AtomicFile.check(report).getOrElseThrow(UnusableInputException::new);
    if (journal != null && chosen.size() != 1) {
      throw new UnusableInputException(
          "--journal is of a single model, and these are " + chosen.size());
    }
    ProgressDisplay display = new ProgressDisplay(System.err, Terminal.ofThisOne(), chosen.size());
    CheckSummary summary;
    try {
      summary = Checker.check(options, display).getOrElseThrow(UnusableInputException::new);
    } finally {
      display.close();
    }
    print(summary, options);
    CheckReport.write(report, summary).getOrElseThrow(UnusableInputException::new);
    return summary.isClean() ? ExitStatus.CLEAN : ExitStatus.FOUND;
  }

  /** The models that were named, each of which must have steps; else those of the tier that do. */
  private List<ModelEntry> chosen(Home home) {
    Tier all = CheckCommand.tier(tier).getOrElse(Tier.QUICK);
    List<ModelEntry> selected =
        Checker.select(options(home, List.empty()).choosing(List.ofAll(models), all))
            .getOrElseThrow(UnusableInputException::new);
    selected
        .find(model -> !models.isEmpty() && !ModelExploration.isPossible(model))
        .forEach(model -> {
          throw new UnusableInputException(
              "--model " + model.name() + ": not replayed step by step, so it cannot be explored");
        });
    return selected.filter(ModelExploration::isPossible);
  }

  private CheckOptions options(Home home, List<String> chosen) {
    int each =
        threads != null
            ? threads
            : chosen.size() == 1 ? Runtime.getRuntime().availableProcessors() : 1;
    return new CheckOptions(
        home,
        chosen,
        Tier.LARGE,
        io.vavr.control.Option.none(),
        io.vavr.control.Option.none(),
        io.vavr.control.Option.none(),
        CheckCommand.heap(heap),
        false,
        List.ofAll(properties),
        io.vavr.control.Option.none(),
        false,
        false,
        launcher(each));
  }

  private Launcher launcher(int threadsEach) {
    Launcher check = CheckCommand.launcher();
    return check.running(
        check
            .main()
            .append("--explore")
            .append("--threads=" + threadsEach)
            .append("--limit=" + limit)
            .appendAll(journalled(Path::toAbsolutePath)),
        "explore"
            + (limit == Long.MAX_VALUE ? "" : " --limit " + limit)
            + journalled(file -> file).map(option -> " " + option).mkString());
  }

  private List<String> journalled(UnaryOperator<Path> as) {
    return journal == null ? List.empty() : List.of("--journal=" + as.apply(journal));
  }

  private void print(CheckSummary summary, CheckOptions options) {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    ExploreTable.lines(summary.outcomes(), Terminal.outputColumns()).forEach(out::println);
    summary
        .outcomes()
        .filter(outcome -> !outcome.isClean())
        .forEach(outcome -> CheckCommand.failed(out, outcome, options));
    ExploreTable.lastLines(summary.outcomes()).forEach(out::println);
    out.flush();
  }
}
