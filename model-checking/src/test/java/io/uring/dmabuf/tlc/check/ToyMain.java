package io.uring.dmabuf.tlc.check;

import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.ModelRun;
import io.uring.dmabuf.tlc.run.ObserverFactory;
import io.uring.dmabuf.tlc.run.RunSetup;
import io.uring.dmabuf.tlc.run.TransitionObserver;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import tlc2.tool.Action;
import tlc2.tool.ITool;
import tlc2.tool.TLCState;

/**
 * Runs one toy model in a JVM of its own, as the command line does, with a replay that only counts.
 * The option {@code diverge=N} makes it fail at the Nth transition.
 */
public final class ToyMain {

  private ToyMain() {}

  /** Takes the arguments of a run: a model's name, then options. */
  public static void main(String[] args) {
    PrintStream protocol = System.out;
    List<String> words = List.of(args);
    Home real = Home.current().withManifest(Path.of(after(words, "--manifest").get()));
    Home home = after(words, "--spec-dir").map(Path::of).map(real::withSpecDir).getOrElse(real);
    Map<String, String> options =
        after(words, "-P")
            .map(o -> HashMap.of(o.split("=")[0], o.split("=")[1]))
            .getOrElse(HashMap.empty());
    RunSetup setup =
        new RunSetup(
            home,
            words.contains("--no-replay") ? ObserverFactory.plain() : ToyMain::counting,
            options,
            true,
            Path.of(after(words, "--metadir").get()),
            after(words, "--trace-dir").map(Path::of),
            progress -> protocol.println(RunProtocol.line(progress)),
            new PrintStream(OutputStream.nullOutputStream()));
    RunResult result =
        Manifest.one(home.manifest(), args[0])
            .fold(RunResult::unusable, model -> ModelRun.run(model, setup));
    protocol.println(RunProtocol.line(result));
    System.exit(0);
  }

  private static Option<String> after(List<String> words, String option) {
    return Option.some(words.indexOf(option)).filter(at -> at >= 0).map(at -> words.get(at + 1));
  }

  private static Either<String, TransitionObserver> counting(
      ModelEntry model, ITool tool, Map<String, String> options) {
    return Either.right(new Counting(options.get("diverge").map(Long::parseLong).getOrElse(-1L)));
  }

  private static final class Counting implements TransitionObserver {
    private final long divergeAt;
    private final AtomicLong seen = new AtomicLong();

    Counting(long divergeAt) {
      this.divergeAt = divergeAt;
    }

    @Override
    public void initial(TLCState state) {}

    @Override
    public void transition(TLCState from, TLCState to, boolean isNew, Action action) {
      seen.incrementAndGet();
    }

    @Override
    public void finish() {}

    @Override
    public Option<Failure> failure() {
      return Option.when(
          divergeAt >= 0 && seen.get() >= divergeAt,
          () -> new Failure(Failure.Kind.DIVERGENCE, "differs", "spec and implementation differ"));
    }

    @Override
    public long transitionsReplayed() {
      return seen.get();
    }

    @Override
    public long divergences() {
      return failure().isDefined() ? 1 : 0;
    }
  }
}
