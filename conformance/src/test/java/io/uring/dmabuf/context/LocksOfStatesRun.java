package io.uring.dmabuf.context;

import io.uring.dmabuf.replay.Forked;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.ModelRun;
import io.uring.dmabuf.tlc.run.RunSetup;
import io.uring.dmabuf.tlc.run.TransitionObserver;
import io.uring.dmabuf.tlc.trace.SpecIndex;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;
import tlc2.tool.Action;
import tlc2.tool.TLCState;

/**
 * A process of its own for the test: TLC explores a model, and the lines of the contexts are held
 * against its states, and beside them lines that are wrong. Arguments: the model, a folder to write
 * into, and the wrong lines, each behind its action, whose own lines it replaces.
 */
final class LocksOfStatesRun {

  private LocksOfStatesRun() {}

  public static void main(String[] args) {
    Home home = Home.current();
    ModelEntry model = Manifest.read(home.manifest()).get().find(args[0]).get();
    Contexts contexts = Contexts.of(SpecIndex.of(List.of(home.root().resolve("spec")))).get();
    LocksOfStates locks = new LocksOfStates(contexts);
    LocksOfStates others = new LocksOfStates(with(contexts, List.of(args).drop(2)));
    ModelRun.run(
        model,
        new RunSetup(
            home,
            (entry, tool, options) -> Either.right(new Both(locks, others)),
            HashMap.empty(),
            true,
            Path.of(args[1]),
            Option.none(),
            progress -> {},
            System.err));
    locks.seen().forEach(line -> System.out.println(Forked.MARK + "seen " + line));
    locks.wrong().forEach(line -> System.out.println(Forked.MARK + "wrong " + line));
    others.wrong().forEach(line -> System.out.println(Forked.MARK + "caught " + line));
    System.exit(0);
  }

  private static Contexts with(Contexts contexts, List<String> wrong) {
    List<Runs> instead =
        List.ofAll(wrong.grouped(2)).map(pair -> Runs.of(pair.head(), pair.last()).get());
    return new Contexts(
        contexts
            .runs()
            .reject(line -> instead.exists(other -> other.action().equals(line.action())))
            .appendAll(instead),
        contexts.atomic());
  }

  /** Two that look at the same states. */
  private record Both(LocksOfStates one, LocksOfStates other)
      implements TransitionObserver.Looking {
    @Override
    public void initial(TLCState state) {}

    @Override
    public void transition(TLCState from, TLCState to, boolean isNew, Action action) {
      one.transition(from, to, isNew, action);
      other.transition(from, to, isNew, action);
    }
  }
}
