package io.uring.dmabuf.live.edges;

import io.uring.dmabuf.live.Laboratory;
import io.uring.dmabuf.live.Operation.Lane;
import io.uring.dmabuf.system.RingKind;
import io.uring.dmabuf.targets.ModelConstants;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.ModelRun;
import io.uring.dmabuf.tlc.run.RunSetup;
import io.uring.dmabuf.tlc.run.TransitionObserver;
import io.vavr.collection.HashMap;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.PrintStream;
import java.nio.file.Path;
import tlc2.tool.ITool;

/** One model of the buffer table, explored by TLC in this JVM and then driven on the kernel. */
public final class EdgeRun {
  /** The target of models whose edges are driven. */
  private static final String TARGET = "Requests";

  private final CallGraph graph = new CallGraph();
  private int slots;

  private EdgeRun() {}

  /**
   * The cover of all edges of a model, or one line that says why there is none.
   *
   * @param metadir a folder for TLC's own files
   * @param log where TLC prints
   */
  public static Either<String, EdgeReport> run(
      Home home, ModelEntry model, Path metadir, PrintStream log, Laboratory laboratory) {
    EdgeRun run = new EdgeRun();
    RunSetup setup =
        new RunSetup(
            home,
            (entry, tool, options) -> run.observer(entry, tool),
            HashMap.empty(),
            true,
            metadir,
            Option.none(),
            progress -> {},
            log);
    RunResult result = ModelRun.run(model, setup);
    return result.verdict() instanceof Verdict.Pass
        ? Either.right(run.drive(laboratory))
        : Either.left(
            result.verdict() instanceof Verdict.Unusable(String reason)
                ? reason
                : model.name() + ": ends with " + result.verdict());
  }

  private EdgeReport drive(Laboratory laboratory) {
    return new EdgeCover(graph, slots, laboratory.open(), () -> laboratory.ring(RingKind.PLAIN))
        .drive();
  }

  /**
   * Whether the edges of a model can be driven: those of the table, unless it runs under what only
   * some kernels do, or says why no operation here brings them about.
   */
  public static boolean isDriven(ModelEntry model) {
    return isOfTable(model) && model.undriven().isEmpty();
  }

  /** Why the edges of a model of the table are left out, if they are. */
  public static Option<String> leftOut(ModelEntry model) {
    return isOfTable(model) ? model.undriven() : Option.none();
  }

  private static boolean isOfTable(ModelEntry model) {
    return model.target().contains(TARGET) && model.kernels().isEmpty();
  }

  private Either<String, TransitionObserver> observer(ModelEntry model, ITool tool) {
    if (!isDriven(model)) {
      return Either.left(model.name() + ": is no model of the buffer table");
    }
    ModelConstants constants = ModelConstants.of(tool);
    slots = constants.integers("Slots").size();
    return constants.integers("Reqs").size() <= Lane.PIPES
        ? Either.right(graph)
        : Either.left(model.name() + ": more than " + Lane.PIPES + " requests");
  }
}
