package io.uring.dmabuf.tlc.run;

import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.FileTrouble;
import io.uring.dmabuf.tlc.Measured;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.models.GeneratedModel;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.rmi.NotBoundException;
import java.rmi.server.ExportException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import tlc2.TLCGlobals;
import tlc2.output.MP;
import tlc2.tool.TLCTrace;
import tlc2.tool.distributed.TLCApp;
import tlc2.tool.distributed.TLCServer;
import tlc2.tool.distributed.fp.IFPSetManager;
import tlc2.tool.distributed.fp.NonDistributedFPSetManager;
import tlc2.tool.fp.FPSet;
import tlc2.tool.fp.FPSetFactory;
import util.ToolIO;

/**
 * The server of TLC's distributed mode in this JVM: it keeps the states that are known and those
 * that wait, and gives these in blocks to workers, each a JVM of its own ({@link WorkerRun}), which
 * find their successors and hold them against the laws. A block whose worker dies waits again.
 *
 * <p>The server asks for the laws of steps only on a step to a state that was not known, and
 * reports as generated also how often it was asked for a state. Here generated states are counted
 * as everywhere else: the successors of each state once, when the block that it is in has come
 * back.
 */
@SuppressWarnings("serial") // It is called from other JVMs, and never sent to one.
public final class ServerRun extends TLCServer {

  private final TlcMessages messages = new TlcMessages();
  private final AtomicLong successors = new AtomicLong();
  private volatile long initials;
  private volatile Option<RunResult> passed = Option.none();

  /** TLC's set of states, which is left to the JVM's end: to close it would be that. */
  private static final class StatesUntilTheEnd extends NonDistributedFPSetManager {
    StatesUntilTheEnd(FPSet states, TLCTrace trace) throws IOException {
      super(states, InetAddress.getLoopbackAddress().getHostAddress(), trace);
    }

    @Override
    public void close(boolean cleanup) {}
  }

  private ServerRun(TLCApp app) throws IOException, NotBoundException {
    super(app);
  }

  @Override
  protected IFPSetManager getFPSetManagerImpl(TLCApp app, String metadir, int servers)
      throws IOException {
    FPSet states = FPSetFactory.getFPSet(app.getFPSetConfiguration());
    states.init(1, metadir, app.getFileName());
    return new StatesUntilTheEnd(states, trace);
  }

  /**
   * Serves a model to its end or to the first violation.
   *
   * @param setup tells progress from the moment on at which workers can come
   * @param port where they find the server
   */
  public static RunResult run(ModelEntry model, RunSetup setup, int port) {
    TLCGlobals.chkptDuration = 0;
    TLCGlobals.setNumWorkers(0);
    Port = port;
    try {
      Loopback.only();
      Files.createDirectories(setup.metadir());
      return GeneratedModel.of(setup.home(), model)
          .flatMap(generated -> generated.write(setup.metadir()))
          .flatMap(generated ->
              loaded(model, setup, generated.name())
                  .mapLeft(reason -> model.name() + ": " + reason))
          .fold(RunResult::unusable, app -> served(model, setup, app));
    } catch (IOException e) {
      return RunResult.unusable(model.name() + ": " + FileTrouble.of(setup.metadir(), e));
    }
  }

  private static Either<String, TLCApp> loaded(ModelEntry model, RunSetup setup, String name) {
    List<String> folders = setup.home().library().prepend(setup.metadir()).map(Object::toString);
    System.setProperty("TLA-Library", folders.mkString(File.pathSeparator));
    ToolIO.setUserDir(setup.metadir().toString());
    List<String> arguments =
        List.of("-fp", "0", "-metadir", setup.metadir().toString())
            .appendAll(model.checksDeadlock() ? List.empty() : List.of("-deadlock"))
            .appendAll(List.of("-config", name + ".cfg", name));
    return SpecLoader.captured(
        setup.home(),
        setup.log(),
        () -> Objects.requireNonNull(TLCApp.create(arguments.toJavaArray(String[]::new))));
  }

  private static RunResult served(ModelEntry model, RunSetup setup, TLCApp app) {
    try {
      return new ServerRun(app).served(model, setup);
    } catch (ExportException e) {
      return RunResult.unusable(model.name() + ": port " + Port + " cannot be used: is it taken?");
    } catch (IOException | NotBoundException e) {
      return RunResult.unusable(model.name() + ": " + ParserReason.message(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return RunResult.unusable(model.name() + ": interrupted");
    }
  }

  private RunResult served(ModelEntry model, RunSetup setup)
      throws IOException, NotBoundException, InterruptedException {
    MP.setRecorder(messages);
    long start = System.nanoTime();
    messages.onServing(() -> {
      initials = fpSetManager.size();
      setup.progress().accept(now());
    });
    // While it has its fingerprints.
    messages.onSuccess(
        () -> passed = Option.some(counted(new Verdict.Pass(), List.empty(), start)));
    try (ProgressClock clock = new ProgressClock(this::now, setup.progress())) {
      modelCheck();
    }
    return passed.getOrElse(() -> failed(start));
  }

  /** Told of each block that comes back; TLC has taken one off for each set of states. */
  @Override
  public void addStatesGeneratedDelta(long delta) {
    super.addStatesGeneratedDelta(delta);
    successors.addAndGet(delta + fpSetManager.numOfServers());
  }

  private Progress now() {
    return new Progress(
        fpSetManager.size(), generated(), stateQueue.size(), 0, 0, Processor.seconds());
  }

  private long generated() {
    return initials + successors.get();
  }

  /** The server does not tell which law a worker has seen broken, even where it has a trace. */
  private RunResult failed(long start) {
    String line =
        messages
            .error()
            .map(said -> said.strip().replaceAll("\\s*\\R\\s*", "; "))
            .getOrElse(
                "a law is broken, which TLC's distributed mode does not name: a run without"
                    + " --distributed does");
    Failure failure = new Failure(Failure.Kind.VIOLATION, line, line);
    return counted(new Verdict.Stopped("fails"), List.of(failure), start);
  }

  private RunResult counted(Verdict verdict, List<Failure> failures, long start) {
    return new RunResult(
        verdict,
        fpSetManager.size(),
        generated(),
        stateQueue.size(),
        successors.get(),
        0,
        0,
        HashMap.empty(),
        0,
        0,
        failures,
        Measured.of((System.nanoTime() - start) / 1e9, depth()));
  }

  private int depth() {
    try {
      return trace.getLevelForReporting();
    } catch (IOException unreadable) {
      return 0;
    }
  }
}
