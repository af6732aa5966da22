package io.uring.dmabuf.cli;

import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.Wrap;
import io.uring.dmabuf.tlc.check.CheckOptions;
import io.uring.dmabuf.tlc.check.CheckReport;
import io.uring.dmabuf.tlc.check.CheckSummary;
import io.uring.dmabuf.tlc.check.CheckTable;
import io.uring.dmabuf.tlc.check.Checker;
import io.uring.dmabuf.tlc.check.Distribution;
import io.uring.dmabuf.tlc.check.ModelOutcome;
import io.uring.dmabuf.tlc.jvm.Launcher;
import io.uring.dmabuf.tlc.models.GeneratedModel;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.models.ModelEntry.Tier;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.io.File;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code check}: runs the models, replays their transitions, and compares everything with the
 * manifest.
 */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the models by TLC, replays every transition on the implementation, and compares"
          + " verdicts and counts with the manifest model-checking/models.json.",
      "Exit status: 0 as expected; 1 a wrong count, a violation, a divergence, a witness or action"
          + " not reached; 2 unusable input, or interrupted."
    })
final class CheckCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--list",
      description =
          "Lists the models, and the planted defects with the law that each breaks, instead of"
              + " running them.")
  private boolean list;

  @Option(
      names = "--write-models",
      paramLabel = "DIR",
      description =
          "Writes what TLC is given for the models into a folder instead of running them, for those"
              + " who run TLC by hand.")
  private @Nullable Path writeModels;

  @Option(names = "--model", paramLabel = "NAME", description = "Runs this model; can be repeated.")
  private java.util.List<String> models = new ArrayList<>();

  @Option(
      names = "--tier",
      paramLabel = "TIER",
      description = "quick (the default), full or large.")
  private @Nullable String tier;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Where the report goes; default target/check-report.json.")
  private @Nullable Path json;

  @Option(
      names = "--tla2tools",
      paramLabel = "PATH",
      defaultValue = "${env:TLA2TOOLS}",
      description =
          "Another TLC's jar, for verdicts and counts without replay; also the variable TLA2TOOLS.")
  private @Nullable Path tla2tools;

  @Option(
      names = "--distributed",
      paramLabel = "WORKERS",
      description =
          "TLC's distributed mode, for verdicts and counts without replay: a server, which has --heap"
              + " or 2g, and so many workers with 768m each, on the loopback interface.")
  private @Nullable Integer distributed;

  @Option(
      names = "--kill-worker",
      paramLabel = "STATES",
      description =
          "With --distributed: kills a worker when so many states are known, and starts another one."
              + " The counts must be the same.")
  private @Nullable Long killWorker;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "With --distributed: where the workers find the server; by default any free.")
  private @Nullable Integer port;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "With --distributed: how long it waits for a worker to come; default 120.")
  private long patience;

  @Option(
      names = "--update",
      description = "Writes the measured counts into the manifest and the defects that pin them.")
  private boolean update;

  @Option(
      names = "--metadir",
      paramLabel = "DIR",
      description = "Where the runs put their temporary folders.")
  private @Nullable Path metadir;

  @Option(names = "--heap", paramLabel = "SIZE", description = "The heap of each run, such as 2g.")
  private @Nullable String heap;

  @Option(names = "--no-replay", description = "Runs TLC alone.")
  private boolean noReplay;

  @Option(names = "--fail-fast", description = "Ends at the first model that is not as expected.")
  private boolean failFast;

  @Option(
      names = "--spec-dir",
      paramLabel = "DIR",
      description = "A folder of modules that is searched before spec.")
  private @Nullable Path specDir;

  @Option(names = "--manifest", paramLabel = "FILE", description = "Another list of models.")
  private @Nullable Path manifest;

  @Option(
      names = "--trace-dir",
      paramLabel = "DIR",
      description = {
        "Writes counterexamples as NAME.txt, NAME.json, NAME.mmd (a diagram) and NAME.html, a page to",
        "step through (NAME.html#NAME/STEP leads to a step); and as NAME.ndjson, which audit reads,",
        "where the implementation can go the same way."
      })
  private @Nullable Path traceDir;

  @Option(
      names = "-P",
      paramLabel = "KEY=VALUE",
      hidden = true,
      description = "Handed to the replay.")
  private java.util.List<String> properties = new ArrayList<>();

  @Override
  public Integer call() {
    CheckOptions options = options();
    List<ModelEntry> chosen = Checker.select(options).getOrElseThrow(UnusableInputException::new);
    if (list) {
      chosen.forEach(this::describe);
      return ExitStatus.CLEAN;
    }
    if (writeModels != null) {
      return written(chosen, options.home(), writeModels);
    }
    Path report = json == null ? options.home().root().resolve("target/check-report.json") : json;
    checkOutputs(report, options);
    ProgressDisplay display = new ProgressDisplay(System.err, Terminal.ofThisOne(), chosen.size());
    CheckSummary summary;
    try {
      summary = Checker.check(options, display).getOrElseThrow(UnusableInputException::new);
    } finally {
      display.close();
    }
    print(summary, options);
    CheckReport.write(report, summary).getOrElseThrow(UnusableInputException::new);
    SilentLaws silent =
        SilentLaws.of(summary, options.home().root()).getOrElseThrow(UnusableInputException::new);
    if (summary.unusable().nonEmpty()) {
      summary.unusable().forEach(line -> err().println("dmabuf-rw: " + line));
      err().flush();
      return ExitStatus.UNUSABLE;
    }
    boolean mustSpeak = summary.wholeTier() && options.tier() != Tier.QUICK && options.replay();
    return summary.isClean() && (!mustSpeak || silent.isClean())
        ? ExitStatus.CLEAN
        : ExitStatus.FOUND;
  }

  private int written(List<ModelEntry> chosen, Home home, Path folder) {
    for (ModelEntry model : chosen) {
      GeneratedModel.of(home, model)
          .flatMap(generated -> generated.write(folder))
          .getOrElseThrow(UnusableInputException::new);
    }
    out().println("check: " + chosen.size() + " models written into " + folder);
    out()
        .println(
            "They extend modules of other folders: run TLC there with\n  -DTLA-Library="
                + home.library().mkString(File.pathSeparator));
    out().flush();
    return ExitStatus.CLEAN;
  }

  private CheckOptions options() {
    Home home = Home.current();
    home = specDir == null ? home : home.withSpecDir(specDir);
    home = manifest == null ? home : home.withManifest(manifest);
    checkFolders();
    return new CheckOptions(
        home,
        List.ofAll(models),
        tier(),
        other(tla2tools),
        distribution(),
        io.vavr.control.Option.of(metadir),
        heap(heap),
        !noReplay,
        List.ofAll(properties),
        io.vavr.control.Option.of(traceDir).map(Path::toAbsolutePath),
        failFast,
        update,
        launcher());
  }

  private static io.vavr.control.Option<Path> other(@Nullable Path jar) {
    return io.vavr.control.Option.of(jar).filter(path -> !path.toString().isBlank());
  }

  private io.vavr.control.Option<Distribution> distribution() {
    var workers = io.vavr.control.Option.of(distributed);
    var kill = io.vavr.control.Option.of(killWorker);
    var at = io.vavr.control.Option.of(port);
    if (workers.isEmpty() && (kill.isDefined() || at.isDefined())) {
      throw new UnusableInputException("--kill-worker and --port go with --distributed");
    }
    if (workers.exists(n -> n < 1) || kill.exists(n -> n < 1)) {
      throw new UnusableInputException("--distributed and --kill-worker are at least 1");
    }
    if (workers.isDefined() && models.isEmpty()) {
      throw new UnusableInputException("--distributed runs models that are named: --model NAME");
    }
    if (workers.isDefined() && other(tla2tools).isDefined()) {
      throw new UnusableInputException("--distributed is the pinned TLC's: not with --tla2tools");
    }
    if (at.exists(n -> n < 1 || n > 65_535)) {
      throw new UnusableInputException("--port " + at.get() + ": no port");
    }
    return workers.map(n -> new Distribution(n, kill, at, Duration.ofSeconds(patience)));
  }

  /** The tier that was asked for; by default quick, and for a list or files all there are. */
  private Tier tier() {
    return tier(tier).getOrElse(list || writeModels != null ? Tier.LARGE : Tier.QUICK);
  }

  /** The tier of that name, if one was asked for. */
  static io.vavr.control.Option<Tier> tier(@Nullable String name) {
    return io.vavr.control.Option.of(name)
        .map(asked ->
            List.of(Tier.values())
                .find(value -> value.name().toLowerCase(Locale.ROOT).equals(asked))
                .getOrElseThrow(() ->
                    new UnusableInputException(
                        "--tier " + asked + ": there are quick, full, large")));
  }

  /** The size of a heap as it was typed, if it is one. */
  static io.vavr.control.Option<String> heap(@Nullable String size) {
    if (size != null && !size.matches("\\d+[kKmMgG]?")) {
      throw new UnusableInputException("--heap " + size + ": expected a size such as 2g");
    }
    return io.vavr.control.Option.of(size);
  }

  private void checkFolders() {
    if (specDir != null && !Files.isDirectory(specDir)) {
      throw new UnusableInputException("--spec-dir " + specDir + ": no such folder");
    }
  }

  /** What is to be written after a long run can be written, as far as can be told. */
  private void checkOutputs(Path report, CheckOptions options) {
    AtomicFile.check(report)
        .flatMap(file -> update ? AtomicFile.check(options.home().manifest()) : Either.right(file))
        .flatMap(file -> options.traceDir().fold(() -> Either.right(file), AtomicFile::checkFolder))
        .getOrElseThrow(UnusableInputException::new);
  }

  /** How a JVM for one model is started: as this one, with the hidden command for it. */
  static Launcher launcher() {
    return launcher("run-model");
  }

  /** How a JVM for one model is started: as this one, with a hidden command. */
  static Launcher launcher(String command) {
    return Launcher.likeThisOne(List.of(Main.class.getName(), command), "check");
  }

  private void describe(ModelEntry model) {
    PrintWriter out = out();
    out.printf(
        "%s  %s, %s, %s%s%n",
        model.name(),
        model.kind().name().toLowerCase(Locale.ROOT),
        model.tier().name().toLowerCase(Locale.ROOT),
        model.expected(),
        model.isDefect() ? model.base().map(other -> ", planted in " + other).getOrElse("") : "");
    Wrap.lines(model.why(), 4, Terminal.outputColumns()).forEach(out::println);
  }

  private void print(CheckSummary summary, CheckOptions options) {
    PrintWriter out = out();
    CheckTable.lines(summary.outcomes(), Terminal.outputColumns()).forEach(out::println);
    summary
        .outcomes()
        .filter(outcome -> !outcome.isClean())
        .forEach(outcome -> failed(out, outcome, options));
    if (options.models().distinct().size() == 1) {
      summary
          .outcomes()
          .flatMap(outcome -> ExpectedViolation.lines(outcome, options))
          .forEach(out::println);
    }
    options
        .tla2tools()
        .forEach(jar -> out.println("verdicts and counts only, by the TLC in " + jar));
    options
        .distributed()
        .forEach(how ->
            out.println(
                "verdicts and counts only, by TLC's distributed mode, workers: "
                    + how.workers()
                    + how.kill()
                        .map(states -> ", one of them killed, from " + states + " states on")
                        .getOrElse("")));
    if (update) {
      out.println("counts written into " + options.home().manifest());
    }
    summary.neverTaken().forEach(out::println);
    if (summary.wholeTier() && options.replay()) {
      MeetingTable.lines(summary.outcomes(), Terminal.outputColumns()).forEach(out::println);
      SilentLaws.of(summary, options.home().root())
          .getOrElseThrow(UnusableInputException::new)
          .lines()
          .forEach(out::println);
    }
    out.println(summary.lastLine());
    out.flush();
  }

  /** Tells what is wrong with a model's run, and how to run it again. */
  static void failed(PrintWriter out, ModelOutcome outcome, CheckOptions options) {
    out.println();
    out.println(outcome.model().name() + " is not as expected:");
    outcome
        .failures()
        .forEach(failure ->
            failure.report().lines().flatMap(CheckCommand::narrow).forEach(out::println));
    out.println("again: " + options.reproduce(outcome.model()));
    out.println();
  }

  private static java.util.stream.Stream<String> narrow(String line) {
    int width = Terminal.outputColumns();
    return line.length() <= width
        ? java.util.stream.Stream.of(line)
        : Wrap.lines(line, 0, width).toJavaStream();
  }

  private PrintWriter err() {
    return java.util.Objects.requireNonNull(spec).commandLine().getErr();
  }

  private PrintWriter out() {
    return java.util.Objects.requireNonNull(spec).commandLine().getOut();
  }
}
