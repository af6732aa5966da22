package io.uring.dmabuf.tlc.check;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.jvm.Launcher;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.models.ModelEntry.Tier;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.nio.file.Path;

/**
 * What to check, and how.
 *
 * @param home where models are
 * @param models the names of the models; empty: all of the tier
 * @param tier the tier when no model is named
 * @param tla2tools another TLC's jar, for verdicts and counts only
 * @param distributed TLC's distributed mode, for verdicts and counts only
 * @param metadir where the runs put their temporary folders; none: the system's
 * @param heap the heap of each run, such as {@code 2g}; none: the JVM's default
 * @param replay whether transitions are replayed
 * @param properties handed to the observers, as {@code key=value}
 * @param traceDir where counterexamples are written as files
 * @param failFast whether the first failure ends the other runs
 * @param update whether measured counts go into the manifest
 * @param launcher the command that runs one model, without the arguments for it: the JVM, its
 *     options, class path and main class
 */
public record CheckOptions(
    Home home,
    List<String> models,
    Tier tier,
    Option<Path> tla2tools,
    Option<Distribution> distributed,
    Option<Path> metadir,
    Option<String> heap,
    boolean replay,
    List<String> properties,
    Option<Path> traceDir,
    boolean failFast,
    boolean update,
    Launcher launcher) {

  /** A check of these models with all that is usual. */
  public static CheckOptions usual(Home home, List<String> models, Launcher launcher) {
    return new CheckOptions(
        home,
        models,
        Tier.QUICK,
        Option.none(),
        Option.none(),
        Option.none(),
        Option.none(),
        true,
        List.empty(),
        Option.none(),
        false,
        false,
        launcher);
  }

  /** Whether transitions are replayed: by the pinned TLC in one JVM alone. */
  boolean replays() {
    return replay && tla2tools.isEmpty() && distributed.isEmpty();
  }

  /** The same for other models. */
  public CheckOptions choosing(List<String> names, Tier allOf) {
    return with(names, allOf, traceDir, launcher);
  }

  /** The same with runs that are started otherwise. */
  public CheckOptions launchedBy(Launcher other) {
    return with(models, tier, traceDir, other);
  }

  /** The same with counterexamples written as files of this folder. */
  public CheckOptions writingTraces(Path folder) {
    return with(models, tier, Option.some(folder), launcher);
  }

  private CheckOptions with(List<String> names, Tier allOf, Option<Path> traces, Launcher other) {
    return new CheckOptions(
        home,
        names,
        allOf,
        tla2tools,
        distributed,
        metadir,
        heap,
        replay,
        properties,
        traces,
        failFast,
        update,
        other);
  }

  /**
   * The one command that runs one of the models again, with the options that matter for its
   * outcome.
   */
  public String reproduce(ModelEntry model) {
    RepeatCommand command = RepeatCommand.of(launcher.command() + " --model " + model.name(), home);
    for (String property : properties) {
      command = command.with("-P", property);
    }
    return command
        .with("--heap", heap)
        .flag("--no-replay", !replay && launcher.command().equals("check"))
        .with("--tla2tools", tla2tools)
        .with("--distributed", distributed.map(Distribution::workers))
        .with("--kill-worker", distributed.flatMap(Distribution::kill))
        .with("--port", distributed.flatMap(Distribution::port))
        .with("--metadir", metadir)
        .with("--trace-dir", traceDir)
        .text();
  }
}
