package io.uring.dmabuf.cli;

import io.uring.dmabuf.bench.Against;
import io.uring.dmabuf.bench.AloneResult;
import io.uring.dmabuf.bench.BenchReport;
import io.uring.dmabuf.bench.ExploredTime;
import io.uring.dmabuf.bench.Growth;
import io.uring.dmabuf.bench.PairedRuns;
import io.uring.dmabuf.bench.PairedTime;
import io.uring.dmabuf.bench.PathCosts;
import io.uring.dmabuf.bench.StepCost;
import io.uring.dmabuf.bench.StepCosts;
import io.uring.dmabuf.bench.StepCosts.Effort;
import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.Interruption;
import io.uring.dmabuf.tlc.jvm.Launcher;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.models.ModelEntry.Kind;
import io.uring.dmabuf.tlc.models.ModelEntry.Tier;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench}: measures what the replay costs, and the implementation's steps. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the quick safety models with replay against plain TLC, paired in one go and two"
          + " side by side as in check; the replay without TLC; the Java steps (JMH); descriptors"
          + " and windows of requests (JMH); and the bytes of a kept Java state. With --base the"
          + " replay of four models is also measured in turns with that of another checkout. Four"
          + " models are explored by plain TLC and by the implementation alone. Scenarios are run"
          + " with four times as much of something. The report is target/bench-report.json. Only ratios within the run are judged.",
      "Exit status: 0 bounds met; 1 replay takes more than 1.9 times as long as plain TLC, less"
          + " than 0.95 of the base's speed alone, the exploration is less than 5 times as fast as"
          + " plain TLC, or four times as much takes more than 5 times as long; 2 unusable input."
    })
final class BenchCommand implements Callable<Integer> {
  /** The replay alone: the composed model whose rate is bounded, then each component. */
  private static final List<String> ALONE =
      List.of("rw-pages", "buffer-table", "dmabuf-mapping-devices", "nvme-queue-rings");

  private static final Effort STANDARD = new Effort(3, 5, 1000);
  private static final Effort QUICK = new Effort(2, 3, 200);
  private static final int QUICK_MODELS = 3;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--rounds", paramLabel = "N", description = "Runs of each model; default 2.")
  private int rounds = 2;

  @Option(
      names = "--budget",
      paramLabel = "SECONDS",
      description = "No round after the first starts a model later than this; default 240.")
  private int budget = 240;

  @Option(names = "--model", paramLabel = "NAME", description = "Pairs this model; repeatable.")
  private java.util.List<String> models = new ArrayList<>();

  @Option(
      names = "--base",
      paramLabel = "DIR",
      description = "A checkout of an earlier commit, built: the replay alone is compared with it.")
  private @Nullable Path base;

  @Option(
      names = "--quick",
      description = "A rough answer in two minutes: fewer models, one round.")
  private boolean quick;

  private final long start = System.nanoTime();

  @Override
  public Integer call() throws IOException, RunnerException {
    if (rounds < 1 || budget < 1) {
      throw new UnusableInputException("--rounds and --budget are at least 1");
    }
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    Home home = Home.current();
    List<String> chosen = chosen(home).getOrElseThrow(UnusableInputException::new);
    Path baseJar = base == null ? null : base.resolve("conformance/target/dmabuf-rw.jar");
    if (baseJar != null && !Files.isReadable(baseJar)) {
      throw new UnusableInputException("--base " + base + ": " + baseJar + " is missing: build it");
    }
    Path written = home.root().resolve("target/bench-report.json");
    AtomicFile.check(written).getOrElseThrow(UnusableInputException::new);
    BenchReport report;
    try (PairedRuns runs = new PairedRuns(home, launcher(System.getProperty("java.class.path")));
        Interruption work = Interruption.during(runs::close)) {
      report =
          new BenchReport(
              pairs(runs, chosen),
              baseJar == null ? alone(runs) : List.empty(),
              baseJar == null ? List.empty() : against(runs, baseJar),
              explored(runs),
              steps(home),
              path(home),
              growth(),
              Runtime.getRuntime().availableProcessors(),
              load);
    }
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    report.lines().forEach(out::println);
    out.flush();
    report.write(written).getOrElseThrow(UnusableInputException::new);
    return report.meetsBounds() ? ExitStatus.CLEAN : ExitStatus.FOUND;
  }

  private Either<String, List<String>> chosen(Home home) {
    return Manifest.read(home.manifest())
        .flatMap(manifest ->
            models.isEmpty()
                ? Either.right(
                    manifest
                        .tier(Tier.QUICK)
                        .filter(m -> m.kind() == Kind.SAFETY && m.isReplayed())
                        .map(ModelEntry::name)
                        .take(quick ? QUICK_MODELS : Integer.MAX_VALUE))
                : Either.sequenceRight(List.ofAll(models).map(manifest::find))
                    .map(found -> List.ofAll(found).map(ModelEntry::name)));
  }

  /**
   * How a JVM for one measurement is started, of this jar or of another one: without a cache, since
   * the other one has none.
   */
  private static Launcher launcher(String classPath) {
    return CheckCommand.launcher("bench-run").cold(classPath);
  }

  private List<PairedTime> pairs(PairedRuns runs, List<String> chosen) {
    int sideBySide = Math.max(1, Math.min(2, Runtime.getRuntime().availableProcessors()));
    try (ExecutorService threads = Executors.newFixedThreadPool(sideBySide)) {
      List<Future<Either<String, List<PairedTime>>>> started = List.empty();
      for (int round = 0; round < (quick ? 1 : rounds); round++) {
        int turn = round;
        started =
            started.appendAll(
                chosen.zipWithIndex().map(t -> threads.submit(() -> pair(runs, t._1, t._2, turn))));
      }
      return started.flatMap(future -> result(future).getOrElseThrow(UnusableInputException::new));
    }
  }

  private Either<String, List<PairedTime>> pair(
      PairedRuns runs, String model, int index, int round) {
    if (round > 0 && (System.nanoTime() - start) / 1e9 > budget) {
      return Either.right(List.empty());
    }
    Either<String, PairedTime> pair = runs.pair(model, (index + round) % 2 == 1);
    pair.forEach(p ->
        progress(
            String.format(
                Locale.ROOT,
                "%s: %.1f s plain, %.1f s with replay",
                model,
                p.plain(),
                p.replay())));
    return pair.map(List::of);
  }

  private static <T> Either<String, T> result(Future<Either<String, T>> future) {
    try {
      return future.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Either.left("interrupted");
    } catch (ExecutionException failed) {
      return Either.left("a run failed: " + failed.getCause());
    }
  }

  private List<AloneResult> alone(PairedRuns runs) {
    return (quick ? ALONE.take(1) : ALONE)
        .map(model -> {
          progress(model + ": replay alone");
          return runs.alone(model).getOrElseThrow(UnusableInputException::new);
        });
  }

  private List<ExploredTime> explored(PairedRuns runs) {
    return (quick ? ALONE.take(1) : ALONE)
        .map(model -> {
          progress(model + ": plain TLC, and explored by the implementation");
          return runs.explored(model).getOrElseThrow(UnusableInputException::new);
        });
  }

  /** Base and now in turns, each model twice, so that neither always runs on a warmer machine. */
  private List<Against> against(PairedRuns runs, Path baseJar) throws IOException {
    Home there = Home.at(Objects.requireNonNull(base).toAbsolutePath().normalize());
    try (PairedRuns before =
            new PairedRuns(there, launcher(baseJar.toAbsolutePath().normalize().toString()));
        Interruption work = Interruption.during(before::close)) {
      return (quick ? ALONE.take(1) : ALONE).map(model -> against(before, runs, model));
    }
  }

  private Against against(PairedRuns before, PairedRuns now, String model) {
    progress(model + ": replay alone, base and now in turns");
    AloneResult base = before.alone(model).getOrElseThrow(UnusableInputException::new);
    AloneResult own = now.alone(model).getOrElseThrow(UnusableInputException::new);
    AloneResult again = now.alone(model).getOrElseThrow(UnusableInputException::new);
    AloneResult baseAgain = before.alone(model).getOrElseThrow(UnusableInputException::new);
    return Against.of(List.of(base, baseAgain), List.of(own, again));
  }

  private List<StepCost> steps(Home home) throws IOException, RunnerException {
    progress("Java steps (JMH)");
    Path folder = Files.createDirectories(home.root().resolve("target"));
    return StepCosts.measure(quick ? QUICK : STANDARD, folder.resolve("bench-jmh.log"));
  }

  private PathCosts path(Home home) throws IOException, RunnerException {
    progress("descriptors and windows (JMH)");
    Path folder = Files.createDirectories(home.root().resolve("target"));
    return PathCosts.measure(quick ? 100 : 300, folder.resolve("bench-path-jmh.log"));
  }

  private List<Growth> growth() {
    progress("scenarios and four times as large ones");
    return Growth.measure();
  }

  private void progress(String line) {
    synchronized (System.err) {
      System.err.printf("bench: %4d s: %s%n", (System.nanoTime() - start) / 1_000_000_000, line);
    }
  }
}
