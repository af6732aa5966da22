package io.uring.dmabuf.cli;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.live.Alternative;
import io.uring.dmabuf.live.FullQueue;
import io.uring.dmabuf.live.KernelProbe;
import io.uring.dmabuf.live.Laboratory;
import io.uring.dmabuf.live.chain.DeliberateError;
import io.uring.dmabuf.live.chain.Mismatch;
import io.uring.dmabuf.live.chain.RandomComparison;
import io.uring.dmabuf.live.chain.StepJudge;
import io.uring.dmabuf.live.edges.EdgeRun;
import io.uring.dmabuf.live.tour.TourReport;
import io.uring.dmabuf.live.uapi.Ring;
import io.uring.dmabuf.scenario.Scenario;
import io.uring.dmabuf.scenario.ScenarioTables;
import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.Wrap;
import io.uring.dmabuf.tlc.check.RepeatCommand;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.models.ModelEntry.Tier;
import io.uring.dmabuf.uring.Errno;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code live}: the registration model beside the running kernel. */
@Command(
    name = "live",
    mixinStandardHelpOptions = true,
    description = {
      "Does the same on a ring of the running kernel and on the model of buffer registration:"
          + " return values, completions and their exact order must be the same.",
      "Random chains, and the scenarios of the tour that need no dma-buf (one scenario: run"
          + " --kernel FILE). Without io_uring it says why it skips everything; nothing of the"
          + " machine is touched but temporary files.",
      "Exit status: 0 when both agree, or nothing could be compared; 1 a mismatch, with the shortest"
          + " scenario that shows it; 2 unusable input."
    })
final class LiveCommand implements Callable<Integer> {
  private static final int WIDTH = 80;
  private static final int KEY = 18;

  /** Operations in which each wrong model must be noticed. */
  private static final long ERROR_OPERATIONS = 20_000;

  /** Operations on a completion queue that fills. */
  private static final int OF_FULL_QUEUE = 10_000;

  /** Steps of the model's side that TLC's evaluator judges at least, if there is time. */
  private static final long JUDGED_STEPS = 10_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @picocli.CommandLine.Option(
      names = "--ops",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Compares at least N random operations (${DEFAULT-VALUE}).")
  private long operations;

  @picocli.CommandLine.Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "60",
      description = "Ends after S seconds (${DEFAULT-VALUE}).")
  private double seconds;

  @picocli.CommandLine.Option(
      names = "--seed",
      paramLabel = "X",
      description = "The seed of the chains; by default another one each time.")
  private @Nullable Long seed;

  @picocli.CommandLine.Option(
      names = "--edges",
      paramLabel = "TIER",
      arity = "0..1",
      fallbackValue = "quick",
      description =
          "Then drives every edge of TLC's state graphs of the buffer table, of deferred requests"
              + " and of clones, call by call: of the models of the tier (quick, full).")
  private @Nullable String edges;

  @picocli.CommandLine.Option(
      names = "--defects",
      description = "Then plants wrong decisions in the model: each must be noticed.")
  private boolean errors;

  @Override
  public Integer call() throws IOException {
    if (operations < 1 || !(seconds > 0)) {
      throw new UnusableInputException("--ops and --seconds must be greater than zero");
    }
    List<ModelEntry> replayed = edges == null ? List.empty() : models(edges);
    Either<String, KernelProbe> kernel = KernelProbe.probe();
    if (kernel.isLeft()) {
      line("skipped: " + kernel.getLeft());
      return ExitStatus.CLEAN;
    }
    Either<String, StepJudge> judge;
    try (Laboratory laboratory = new Laboratory()) {
      describe(kernel.get(), laboratory);
      Option<Alternative> unknown =
          laboratory.alternatives().find(alternative -> !alternative.isFollowed());
      if (unknown.isDefined()) {
        line("skipped: the model has no such alternative: " + unknown.get().name());
        return ExitStatus.CLEAN;
      }
      judge = judge(laboratory);
    }
    long chosen = seed == null ? System.nanoTime() & 0xFF_FFFF : seed;
    int status = Math.max(random(chosen, judge), Math.max(fullQueue(chosen), tour()));
    status = Math.max(status, edges == null ? ExitStatus.CLEAN : drive(replayed));
    return Math.max(status, errors ? plant(chosen) : ExitStatus.CLEAN);
  }

  /** A completion queue that fills. */
  private int fullQueue(long chosen) {
    Either<Ring.Refusal, FullQueue.Result> found =
        FullQueue.compare(chosen, OF_FULL_QUEUE, Design.intended());
    row(
        "full queue",
        found.fold(
            refused -> "left out, as " + refused.text(),
            result ->
                "%d operations, after %d of them completions wait in the kernel; mismatches %d"
                    .formatted(
                        result.operations(),
                        result.overflows(),
                        result.mismatch().toList().size())));
    found.toOption().flatMap(FullQueue.Result::mismatch).forEach(this::line);
    return found.exists(result -> result.mismatch().isDefined())
        ? ExitStatus.FOUND
        : ExitStatus.CLEAN;
  }

  /** The tour of the repository that this is run from. */
  private int tour() {
    TourReport report =
        TourReport.of(
            ScenarioTables.files(Home.current().root())
                .map(path -> Scenario.read(path).getOrElseThrow(UnusableInputException::new)));
    row(
        "tour",
        "%d scenarios, %d values: %s"
            .formatted(
                report.ran().size(),
                report.values(),
                report.ran().map(name -> Path.of(name).getFileName()).mkString(", ")));
    row("left out", report.skipped().mkString("; "));
    report.mismatches().forEach(this::line);
    return report.mismatches().isEmpty() ? ExitStatus.CLEAN : ExitStatus.FOUND;
  }

  private void describe(KernelProbe kernel, Laboratory laboratory) {
    row("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    row("kernel", kernel.release());
    row("features", "0x" + Long.toHexString(kernel.features()));
    long answer = laboratory.dmabufRegistration();
    row(
        "dma-buf of v1",
        "the posted registration returns "
            + Errno.text(answer)
            + (answer == -Errno.EINVAL.number() ? ": this kernel does not have it" : ""));
    row(
        "polled rings",
        laboratory
            .polling()
            .map(reason -> "left out, as " + reason)
            .getOrElse("a few chains are on rings with IORING_SETUP_SQPOLL"));
    for (Alternative each : laboratory.alternatives()) {
      row("follows", each.name() + ": " + each.prose());
    }
    laboratory
        .undecided()
        .forEach(reason -> row("left out", "chains and edges that depend on it: " + reason));
  }

  private int random(long chosen, Either<String, StepJudge> judge) {
    int workers = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 2);
    RandomComparison.Result result =
        new RandomComparison(chosen, operations, seconds, workers)
            .run(Design.intended(), judge.toOption(), JUDGED_STEPS);
    row("seed", String.valueOf(chosen));
    row("operations", String.valueOf(result.tally().operations()));
    row("among them", result.tally().kinds().map(kind -> kind._2 + " " + kind._1).mkString(", "));
    row("batches", result.tally().batches() + ", completions compared as a set");
    row("rings", String.valueOf(result.tally().runs()));
    row("completions", String.valueOf(result.tally().completions()));
    row("tag completions", String.valueOf(result.tally().tags()));
    row("seconds", String.format(Locale.ROOT, "%.1f", result.seconds()));
    row("mismatches", String.valueOf(result.mismatch().toList().size()));
    row("judged by TLC", judge.fold(why -> "left out, as " + why, LiveCommand::judged));
    judge.toOption().flatMap(StepJudge::first).forEach(this::line);
    result.mismatch().forEach(found -> tell(found, chosen));
    boolean refused = judge.exists(asked -> asked.refused() > 0);
    return result.mismatch().isEmpty() && !refused ? ExitStatus.CLEAN : ExitStatus.FOUND;
  }

  private static String judged(StepJudge judge) {
    return "%d steps, %d refused; %d are no steps of the specification"
        .formatted(judge.judged(), judge.refused(), judge.leftOut());
  }

  /** The judge of the model's steps, where the kernel does what the specification says. */
  private static Either<String, StepJudge> judge(Laboratory laboratory) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return laboratory
        .unlikeSpecification()
        .map(other -> Either.<String, StepJudge>left("the kernel follows " + other.name()))
        .getOrElse(() -> StepJudge.load(Home.current(), nowhere));
  }

  private void tell(Mismatch mismatch, long chosen) {
    line("");
    line("the model and the kernel differ; the shortest scenario:");
    mismatch.lines().forEach(this::line);
    Path saved = Home.current().root().resolve("target/failures/live-" + chosen + ".scenario");
    AtomicFile.write(saved, mismatch.chain().text()).getOrElseThrow(UnusableInputException::new);
    line("again: " + new RepeatCommand(List.of("dmabuf-rw run --kernel")).word(saved).text());
  }

  /** The models that are replayed, up to a tier. */
  private static List<ModelEntry> models(String tier) {
    Tier most =
        List.of(Tier.QUICK, Tier.FULL)
            .find(value -> value.name().toLowerCase(Locale.ROOT).equals(tier))
            .getOrElseThrow(
                () -> new UnusableInputException("--edges " + tier + ": there are quick and full"));
    return Manifest.read(Home.current().manifest())
        .getOrElseThrow(UnusableInputException::new)
        .models()
        .filter(ModelEntry::isReplayed)
        .filter(model -> model.tier().compareTo(most) <= 0);
  }

  private int drive(List<ModelEntry> models) throws IOException {
    int status = ExitStatus.CLEAN;
    line("");
    for (ModelEntry model : models.filter(EdgeRun::isDriven)) {
      status = Math.max(status, EdgeJvm.run(Home.current(), model.name(), this::line));
    }
    for (ModelEntry model : models) {
      EdgeRun.leftOut(model).forEach(why -> line(model.name() + ": left out: " + why));
    }
    return status;
  }

  private int plant(long chosen) {
    line("");
    List<DeliberateError> all = DeliberateError.all();
    int noticed = 0;
    int stuck = 0;
    for (DeliberateError error : all) {
      RandomComparison.Result result =
          new RandomComparison(chosen, ERROR_OPERATIONS, seconds, 1).run(error.design());
      noticed += result.mismatch().isDefined() ? 1 : 0;
      stuck += result.mismatch().isEmpty() && result.stuck().isDefined() ? 1 : 0;
      line(error.name());
      Wrap.lines(error.sentence(), 4, WIDTH).forEach(this::line);
      Wrap.lines(verdict(result), 4, WIDTH).forEach(this::line);
    }
    line(
        "defects: %d of %d noticed%s"
            .formatted(
                noticed,
                all.size(),
                stuck == 0 ? "" : "; with %d the model could not go on".formatted(stuck)));
    return noticed == all.size() ? ExitStatus.CLEAN : ExitStatus.FOUND;
  }

  /** A difference is noticed; that the model could not go on is none, nor that there was none. */
  private static String verdict(RandomComparison.Result result) {
    return result
        .mismatch()
        .map(found -> "noticed; shortest: " + shortest(found))
        .orElse(() -> result.stuck().map(at -> "the model: " + at.unanswered()))
        .getOrElse(() -> "NOT NOTICED in " + result.tally().operations() + " operations");
  }

  private static String shortest(Mismatch found) {
    int size = found.chain().operations().size();
    return size + (size == 1 ? " operation" : " operations");
  }

  private void row(String key, String value) {
    List<String> lines = Wrap.lines(value, KEY, WIDTH);
    line(key + " ".repeat(KEY - key.length()) + lines.head().strip());
    lines.tail().forEach(this::line);
  }

  private void line(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(text);
    out.flush();
  }
}
