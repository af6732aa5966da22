package io.uring.dmabuf.tlc.check;

import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.jvm.ChildJvm;
import io.uring.dmabuf.tlc.jvm.Children;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.Progress;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import tlc2.tool.fp.MemFPSet1;

/** Runs a model in a JVM of its own, with the pinned TLC and the replay. */
final class ModelJvm implements ModelProcess {

  /**
   * States below which a run ends before the optimising compiler and a second thread for the
   * garbage have paid for themselves: measured on the models of the quick tier, where half of the
   * processor time of a small run was compilation.
   */
  private static final long SMALL = 25_000;

  /** Tables of millions of entries are looked up at random: an eighth of the time is the TLB's. */
  private static final List<String> LARGE_PAGES =
      System.getProperty("os.name").equals("Linux")
          ? List.of("-XX:+UseTransparentHugePages")
          : List.empty();

  /**
   * TLC's set of states that spills nothing to disk: the usual one begins with a server for
   * management, a tenth of the processor time of a small run.
   */
  private static final String STATES_IN_MEMORY =
      "-Dtlc2.tool.fp.FPSet.impl=" + MemFPSet1.class.getName();

  private final CheckOptions options;
  private final Children children;

  ModelJvm(CheckOptions options, Children children) {
    this.options = options;
    this.children = children;
  }

  /** What the lines of a run have said so far. */
  private static final class Heard {
    private Option<RunResult> result = Option.none();
    private List<String> other = List.empty();

    void line(String line, Consumer<Progress> progress) {
      switch (RunProtocol.parse(line).getOrNull()) {
        case RunProtocol.Message.Working working -> progress.accept(working.progress());
        case RunProtocol.Message.Done done -> result = Option.some(done.result());
        case null -> other = other.append(line);
      }
    }
  }

  @Override
  public RunResult run(ModelEntry model, Path folder, Consumer<Progress> progress)
      throws IOException, InterruptedException {
    Heard heard = new Heard();
    ChildJvm.Ended ended =
        new ChildJvm(options.launcher(), options.home(), jvm(model), children)
            .run(folder, arguments(model, folder), line -> heard.line(line, progress));
    return heard.result.getOrElse(
        () -> died(model, options.heap(), heard.other.appendAll(ended.errors()), ended.status()));
  }

  private List<String> jvm(ModelEntry model) {
    List<String> fitting =
        model.expectedStates() < SMALL
            ? List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", STATES_IN_MEMORY)
            : List.of("-XX:+UseParallelGC").appendAll(LARGE_PAGES);
    return fitting.appendAll(options.heap().map(heap -> "-Xmx" + heap));
  }

  private List<String> arguments(ModelEntry model, Path folder) {
    return named(model, options.home(), folder)
        .appendAll(options.replay() ? List.empty() : List.of("--no-replay"))
        .appendAll(options.properties().flatMap(property -> List.of("-P", property)))
        .appendAll(
            options.traceDir().toList().flatMap(dir -> List.of("--trace-dir", dir.toString())));
  }

  /** The arguments that say which model a JVM runs, and where. */
  static List<String> named(ModelEntry model, Home home, Path folder) {
    return List.of(
            model.name(),
            "--manifest",
            home.manifest().toString(),
            "--metadir",
            folder.resolve("states").toString())
        .appendAll(home.specDir().toList().flatMap(dir -> List.of("--spec-dir", dir.toString())));
  }

  /**
   * The one line about a JVM that ended without a result.
   *
   * @param heap that it had, if that was said
   * @param said what it printed
   */
  static RunResult died(ModelEntry model, Option<String> heap, List<String> said, int status) {
    List<String> lines = said.map(String::strip).filter(line -> !line.isEmpty());
    Option<String> memory =
        lines.find(line ->
            line.contains("OutOfMemoryError") || line.contains("heap") || line.contains("reserve"));
    Option<String> ofModel = lines.find(line -> line.startsWith(model.name() + ": "));
    return RunResult.unusable(
        memory
            .map(line ->
                model.name()
                    + ": too little heap"
                    + heap.map(size -> " (" + size + ")").getOrElse("")
                    + ": give more with --heap SIZE: "
                    + line)
            .orElse(ofModel)
            .getOrElse(() ->
                model.name()
                    + ": its JVM ended with status "
                    + status
                    + " and no result: "
                    + lines.lastOption().getOrElse("it said nothing")));
  }
}
