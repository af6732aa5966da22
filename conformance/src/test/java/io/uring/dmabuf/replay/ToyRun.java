package io.uring.dmabuf.replay;

import io.uring.dmabuf.explore.StateSize;
import io.uring.dmabuf.tlc.Failure;
import io.uring.dmabuf.tlc.run.TransitionObserver;
import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.uring.dmabuf.tlc.trace.TracePrinter;
import io.vavr.collection.List;
import java.nio.file.Path;
import java.time.Duration;
import tlc2.TLCGlobals;
import tlc2.tool.Action;
import tlc2.tool.ModelChecker;
import tlc2.tool.TLCState;
import tlc2.tool.fp.FPSetConfiguration;
import tlc2.tool.impl.FastTool;
import tlc2.util.BitVector;
import tlc2.util.FP64;
import tlc2.util.IStateWriter;
import util.FileUtil;
import util.SimpleFilenameToStream;
import util.ToolIO;

/**
 * A process of its own for the tests: TLC explores Toy once, and the replay watches. Arguments:
 * what to do ({@code live MISTAKE}, {@code bounded} or {@code recorded}), TLC's workers, the folder
 * of Toy.tla, a folder to write into.
 */
final class ToyRun {
  /** Begins each line that a test reads. */
  static final String MARK = "@@ ";

  private static Path folder = Path.of("");

  private ToyRun() {}

  public static void main(String[] args) throws Exception {
    String what = args[0];
    folder = Path.of(args[2]);
    FastTool tool = load(Integer.parseInt(args[1]), folder, "Toy");
    ReplaySettings all = ReplaySettings.full();
    if (what.equals("recorded")) {
      InMemoryEdges edges = new InMemoryEdges();
      explore(tool, args[3], edges);
      for (Toy.Mistake mistake : Toy.Mistake.values()) {
        ReplayObserver<Toy.State> full = observer(new Toy(mistake), all);
        edges.replay(full);
        ReplayObserver<Toy.State> standard = observer(new Toy(mistake), ReplaySettings.standard());
        edges.replay(standard);
        print(mistake.name(), full);
        System.out.println(MARK + "standard " + mistake + " kind=" + kind(standard));
      }
      ReplayAlone.Rate rate =
          ReplayAlone.rate(
              edges, new Toy(Toy.Mistake.NONE), ReplaySettings.standard(), Duration.ZERO, 3);
      System.out.println(
          MARK + "rate edges=" + rate.edges() + " failed=" + rate.failure().isDefined());
      StateSize size = StateSize.of(new Toy(Toy.Mistake.NONE), 1_000_000);
      System.out.println(MARK + "size states=" + size.states());
    } else {
      boolean bounded = what.equals("bounded");
      ReplaySettings settings = bounded ? all.withMaxKept(3) : all;
      Toy toy = new Toy(bounded ? Toy.Mistake.NONE : Toy.Mistake.valueOf(what));
      ReplayObserver<Toy.State> observer = observer(toy, settings);
      long distinct = explore(tool, args[3], observer);
      System.out.println(MARK + "tlc distinct=" + distinct);
      print(what, observer);
    }
    System.exit(0);
  }

  private static ReplayObserver<Toy.State> observer(Toy toy, ReplaySettings settings) {
    return new ReplayObserver<>(
        "toy", toy, settings, () -> new TracePrinter(SpecIndex.of(List.of(folder))));
  }

  static FastTool load(int workers, Path folder, String name) {
    ToolIO.setUserDir(folder.toString());
    TLCGlobals.setNumWorkers(workers);
    FP64.Init(0);
    return new FastTool(name, name, new SimpleFilenameToStream(folder.toString()));
  }

  private static void print(String name, ReplayObserver<Toy.State> observer) {
    System.out.println(
        "%s%s states=%d replayed=%d divergences=%d kind=%s"
            .formatted(
                MARK,
                name,
                observer.states(),
                observer.transitionsReplayed(),
                observer.divergences(),
                kind(observer)));
    for (Failure failure : observer.failure()) {
      System.out.println(MARK + "  headline " + failure.headline());
      failure.report().lines().forEach(line -> System.out.println(MARK + "  | " + line));
    }
  }

  private static String kind(ReplayObserver<Toy.State> observer) {
    return observer.failure().map(failure -> failure.kind().name()).getOrElse("none");
  }

  static long explore(FastTool tool, String folder, TransitionObserver observer) throws Exception {
    TLCGlobals.metaDir = folder;
    TLCGlobals.chkptDuration = 0;
    String metadir = FileUtil.makeMetaDir(folder, null);
    ModelChecker checker =
        new ModelChecker(
            tool,
            metadir,
            new Writer(observer),
            false,
            null,
            new FPSetConfiguration(),
            System.currentTimeMillis());
    TLCGlobals.mainChecker = checker;
    checker.modelCheck();
    observer.finish();
    return checker.getDistinctStatesGenerated();
  }

  /** Hands TLC's transitions to an observer. */
  private record Writer(TransitionObserver observer) implements IStateWriter {
    @Override
    public void writeState(TLCState state) {
      observer.initial(state);
    }

    @Override
    public void writeState(TLCState from, TLCState to, boolean isNew, Action action) {
      observer.transition(from, to, isNew, action);
    }

    @Override
    public void writeState(TLCState from, TLCState to, boolean isNew) {
      throw new IllegalStateException("a transition without its action");
    }

    @Override
    public void writeState(
        TLCState from, TLCState to, boolean isNew, Visualization visualization) {}

    @Override
    public void writeState(
        TLCState from, TLCState to, BitVector checks, int first, int last, boolean isNew) {}

    @Override
    public void writeState(
        TLCState from,
        TLCState to,
        BitVector checks,
        int first,
        int last,
        boolean isNew,
        Visualization visualization) {}

    @Override
    public void close() {}

    @Override
    public String getDumpFileName() {
      return "";
    }

    @Override
    public boolean isNoop() {
      return false;
    }

    @Override
    public boolean isDot() {
      return false;
    }

    @Override
    public void snapshot() {}
  }
}
