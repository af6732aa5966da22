package io.uring.dmabuf.tlc.check;

import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.Verdict;
import io.uring.dmabuf.tlc.jvm.ChildJvm;
import io.uring.dmabuf.tlc.jvm.Children;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.models.ModelEntry.Kind;
import io.uring.dmabuf.tlc.run.Progress;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Runs a model by TLC's distributed mode, for the verdict and the counts alone: a JVM as the server
 * and one for each worker, whose heaps are bounded. What does not fit into the server's is in files
 * of the run's folder.
 */
final class DistributedTlc implements ModelProcess {

  /** Of the server, unless another one is asked for; a quarter is for what it knows of states. */
  private static final String SERVER_HEAP = "2g";

  /** Of a worker, which has a block of states and their successors. */
  private static final String WORKER_HEAP = "768m";

  private final Distribution how;
  private final CheckOptions options;
  private final Children children;
  private final BiConsumer<ModelEntry, String> told;

  /**
   * A runner.
   *
   * @param children takes care of the JVMs
   * @param told what happens to workers, a line each
   */
  DistributedTlc(
      Distribution how,
      CheckOptions options,
      Children children,
      BiConsumer<ModelEntry, String> told) {
    this.how = how;
    this.options = options;
    this.children = children;
    this.told = told;
  }

  @Override
  public RunResult run(ModelEntry model, Path folder, Consumer<Progress> progress)
      throws IOException, InterruptedException {
    return model.kind() == Kind.SAFETY
        ? new Serving(model, folder).run(progress)
        : RunResult.unusable(model.name() + ": TLC's distributed mode runs models of kind safety");
  }

  private ChildJvm jvm(String heap) {
    return new ChildJvm(
        options.launcher(), options.home(), List.of("-XX:+UseSerialGC", "-Xmx" + heap), children);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** One run of one model. */
  private final class Serving {
    private final ModelEntry model;
    private final Path folder;
    private final int port;
    private final String heap = options.heap().getOrElse(SERVER_HEAP);
    private final ChildJvm servers = jvm(heap);
    private final ChildJvm workers = jvm(WORKER_HEAP);
    private List<Process> working = List.empty();
    private List<Path> folders = List.empty();
    private boolean killed;
    private Progress atFirst = new Progress(0, 0, 0, 0, 0, 0);
    private long since;
    private Option<RunResult> result = Option.none();
    private List<String> other = List.empty();

    Serving(ModelEntry model, Path folder) throws IOException {
      this.model = model;
      this.folder = folder;
      this.port = how.port().isDefined() ? how.port().get() : freePort();
    }

    RunResult run(Consumer<Progress> progress) throws IOException, InterruptedException {
      Process server = servers.start(folder, arguments(folder, "--serve"), Redirect.PIPE);
      try (BufferedReader lines = server.inputReader()) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          heard(line, progress);
          if (result.isDefined()) {
            return judged(result.get());
          }
        }
        return ModelJvm.died(
            model, Option.some(heap), other.appendAll(ChildJvm.errors(folder)), server.waitFor());
      } finally {
        servers.end(server);
        working.forEach(workers::end);
      }
    }

    private void heard(String line, Consumer<Progress> progress) throws IOException {
      switch (RunProtocol.parse(line).getOrNull()) {
        case RunProtocol.Message.Working(Progress now) -> {
          progress.accept(now);
          tend(now);
        }
        case RunProtocol.Message.Done(RunResult found) -> result = Option.some(found);
        case null -> other = other.append(line);
      }
    }

    /** Lets workers come when the server is there, kills one when it is time, and misses them. */
    private void tend(Progress now) throws IOException {
      if (folders.isEmpty()) {
        atFirst = now;
        since = System.nanoTime();
        for (int i = 0; i < how.workers(); i++) {
          startWorker();
        }
      } else if (working.forAll(worker -> !worker.isAlive())) {
        result = Option.some(unusable("all its workers have ended" + lastWords()));
      } else if (now.generated() == atFirst.generated() && patienceIsOver()) {
        result =
            Option.some(
                unusable("no worker came in " + how.patience().toSeconds() + " s" + lastWords()));
      } else if (!killed && how.kill().exists(states -> now.distinct() >= states)) {
        killed = true;
        workers.end(working.head());
        working = working.tail();
        startWorker();
        told.accept(
            model,
            "a worker is killed at " + now.distinct() + " states, and another one takes its place");
      }
    }

    private boolean patienceIsOver() {
      return Duration.ofNanos(System.nanoTime() - since).compareTo(how.patience()) > 0;
    }

    private void startWorker() throws IOException {
      Path own = folder.resolve("worker-" + (folders.size() + 1));
      folders = folders.append(own);
      working = working.append(workers.start(own, arguments(own, "--work"), Redirect.DISCARD));
    }

    private List<String> arguments(Path own, String what) {
      return ModelJvm.named(model, options.home(), own)
          .appendAll(List.of(what, String.valueOf(port)));
    }

    /** What the workers wrote last to their standard error, to stand behind something. */
    private String lastWords() throws IOException {
      List<String> words = List.empty();
      for (Path own : folders) {
        words = words.appendAll(ChildJvm.errors(own).filter(line -> !line.isBlank()).lastOption());
      }
      return words.distinct().map(word -> ": " + word.strip()).mkString();
    }

    private RunResult judged(RunResult found) {
      return how.kill().isDefined() && !killed && found.verdict() instanceof Verdict.Pass
          ? unusable(
              "all "
                  + found.distinct()
                  + " states were found before a worker was killed: let it be killed earlier")
          : found;
    }

    private RunResult unusable(String why) {
      return RunResult.unusable(model.name() + ": " + why);
    }
  }
}
