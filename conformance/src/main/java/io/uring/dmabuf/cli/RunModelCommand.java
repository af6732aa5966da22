package io.uring.dmabuf.cli;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.explore.ExploreSettings;
import io.uring.dmabuf.explore.ModelExploration;
import io.uring.dmabuf.guards.Sweep;
import io.uring.dmabuf.guards.Variants;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.check.RunProtocol;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.LawVerdicts;
import io.uring.dmabuf.tlc.run.ModelRun;
import io.uring.dmabuf.tlc.run.ObserverFactory;
import io.uring.dmabuf.tlc.run.RunSetup;
import io.uring.dmabuf.tlc.run.ServerRun;
import io.uring.dmabuf.tlc.run.WorkerRun;
import io.vavr.Tuple;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.rmi.NotBoundException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code run-model}: runs one model in this JVM, for {@code check}; tells progress and result as
 * lines of {@link RunProtocol}.
 */
@Command(name = "run-model", hidden = true, description = "Runs one model in this JVM, for check.")
final class RunModelCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME")
  private String name = "";

  @picocli.CommandLine.Option(names = "--manifest", paramLabel = "FILE")
  private @Nullable Path manifest;

  @picocli.CommandLine.Option(names = "--metadir", paramLabel = "DIR", required = true)
  private Path metadir = Path.of("");

  @picocli.CommandLine.Option(names = "--spec-dir", paramLabel = "DIR")
  private @Nullable Path specDir;

  @picocli.CommandLine.Option(names = "--trace-dir", paramLabel = "DIR")
  private @Nullable Path traceDir;

  @picocli.CommandLine.Option(names = "--no-replay")
  private boolean noReplay;

  @picocli.CommandLine.Option(names = "--verbose", description = "Shows what TLC prints.")
  private boolean verbose;

  @picocli.CommandLine.Option(
      names = "--variants",
      description = "Replays a variant of the implementation for each -P, after one run of TLC.")
  private boolean variants;

  @picocli.CommandLine.Option(
      names = "--sweep",
      description = "Explores the model, and tells which of the guards to leave out it needs.")
  private boolean sweep;

  @picocli.CommandLine.Option(
      names = "--laws",
      description = "Tells what becomes of each law: none ends the run.")
  private boolean laws;

  @picocli.CommandLine.Option(
      names = "--plant",
      paramLabel = "DEFECT",
      description = "With --laws: these are planted, all at once.")
  private java.util.List<String> planted = new ArrayList<>();

  @picocli.CommandLine.Option(
      names = "--explore",
      description = "Explores the model by the implementation alone.")
  private boolean explore;

  @picocli.CommandLine.Option(names = "--threads", paramLabel = "N")
  private int threads = Runtime.getRuntime().availableProcessors();

  @picocli.CommandLine.Option(names = "--limit", paramLabel = "STATES")
  private long limit = Long.MAX_VALUE;

  @picocli.CommandLine.Option(names = "--journal", paramLabel = "FILE")
  private @Nullable Path journal;

  @picocli.CommandLine.Option(
      names = "--serve",
      paramLabel = "PORT",
      description = "Serves the model to TLC's workers.")
  private @Nullable Integer serve;

  @picocli.CommandLine.Option(
      names = "--work",
      paramLabel = "PORT",
      description = "Works for the server of that port.")
  private @Nullable Integer work;

  @picocli.CommandLine.Option(names = "-P", paramLabel = "KEY=VALUE")
  private java.util.List<String> properties = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException, NotBoundException {
    PrintStream log = verbose || serve != null || work != null ? System.err : ParentJvm.nowhere();
    PrintStream protocol = ParentJvm.answer(log);
    if (work != null) {
      WorkerRun.run(work, log);
      return ExitStatus.CLEAN;
    }
    if (laws) {
      Manifest.read(home().manifest())
          .flatMap(models -> models.planted(name, List.ofAll(planted)))
          .peek(entry -> LawVerdicts.run(home(), entry, line -> print(protocol, line), log))
          .peekLeft(why -> print(protocol, why));
      return ExitStatus.CLEAN;
    }
    Either<String, ModelEntry> model = Manifest.one(home().manifest(), name);
    if (variants) {
      model.forEach(entry ->
          Variants.run(
              home(), entry, List.ofAll(properties), metadir, line -> print(protocol, line), log));
    } else if (sweep) {
      List<String> guards = List.of(options().get(Targets.WITHOUT_GUARD).getOrElse("").split(","));
      model.forEach(entry -> Sweep.run(home(), entry, guards, line -> print(protocol, line), log));
    } else {
      print(
          protocol,
          RunProtocol.line(model.fold(RunResult::unusable, m -> run(m, setup(protocol, log)))));
    }
    return ExitStatus.CLEAN;
  }

  private RunResult run(ModelEntry model, RunSetup setup) {
    if (serve != null) {
      return ServerRun.run(model, setup, serve);
    }
    return explore
        ? design(model, setup.options())
            .fold(
                RunResult::unusable,
                design ->
                    ModelExploration.run(
                        setup.home(),
                        model,
                        design,
                        asked(
                            model,
                            journalled(
                                model,
                                ExploreSettings.standard().withThreads(threads).withLimit(limit))),
                        setup.progress(),
                        setup.log()))
        : ModelRun.run(model, setup);
  }

  /** The design that the options ask for; of a defect that of its twin. */
  private static Either<String, Design> design(ModelEntry model, Map<String, String> options) {
    return model
        .twin()
        .map(twin -> Targets.wrong(twin.deviation()))
        .getOrElse(() -> Targets.design(options));
  }

  /**
   * Of a defect its law alone is asked, as TLC asks that alone; all of them where the law says that
   * the specification implements another one, which the implementation cannot be asked.
   */
  private static ExploreSettings asked(ModelEntry model, ExploreSettings settings) {
    return model.expected() instanceof ModelEntry.Expected.Violates(String law)
            && model.kind() != ModelEntry.Kind.REFINEMENT
        ? settings.asking(law)
        : settings;
  }

  /** The constants are part of what a journal is about: by the same name they could be others. */
  private ExploreSettings journalled(ModelEntry model, ExploreSettings settings) {
    return journal == null
        ? settings
        : settings.withJournal(
            journal, "%s, constants %08x".formatted(model.name(), model.set().hashCode()));
  }

  private Home home() {
    Home home = Home.current();
    home = specDir == null ? home : home.withSpecDir(specDir);
    return manifest == null ? home : home.withManifest(manifest);
  }

  private RunSetup setup(PrintStream protocol, PrintStream log) {
    return new RunSetup(
        home(),
        noReplay ? ObserverFactory.plain() : Observers.factory(),
        options(),
        true,
        metadir,
        Option.of(traceDir),
        progress -> print(protocol, RunProtocol.line(progress)),
        log);
  }

  private Map<String, String> options() {
    return List.ofAll(properties)
        .map(property -> property.split("=", 2))
        .foldLeft(
            HashMap.empty(),
            (map, pair) -> map.put(Tuple.of(pair[0], pair.length > 1 ? pair[1] : "")));
  }

  private static void print(PrintStream protocol, String line) {
    synchronized (protocol) {
      protocol.println(line);
      protocol.flush();
    }
  }
}
