package io.uring.dmabuf.replay;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.explore.Exploration;
import io.uring.dmabuf.explore.ExploreSettings;
import io.uring.dmabuf.explore.Explorer;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.ModelRun;
import io.uring.dmabuf.tlc.run.RunSetup;
import io.vavr.collection.HashMap;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A process of its own for the tests: explores the implementation's states in the bounds of a model
 * and tries in each of them the steps that the target leaves out. Arguments: the repository, the
 * model, a folder to write into.
 */
final class AllowedStepsRun {
  private AllowedStepsRun() {}

  public static void main(String[] args) {
    System.setProperty(Home.PROPERTY, args[0]);
    PrintStream out = System.out;
    PrintStream log =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    System.setOut(log);
    ModelEntry model =
        Manifest.read(Home.current().manifest()).flatMap(all -> all.find(args[1])).get();
    // The model is loaded for its constants only: without an observer TLC does not start.
    ModelRun.run(
        model,
        new RunSetup(
            Home.current(),
            (entry, tool, options) -> {
              explore(out, Targets.of(entry, tool, Design.intended()).get());
              return Either.left("only loaded");
            },
            HashMap.empty(),
            Path.of(args[2]),
            Option.none(),
            progress -> {},
            log));
    System.exit(0);
  }

  private static <S> void explore(PrintStream out, ReplayTarget<S> target) {
    StepIndex<S> steps = new StepIndex<>(target.steps());
    long[] leftOut = new long[1];
    Exploration found =
        Explorer.visit(
            target,
            ExploreSettings.standard(),
            reached -> {
              S state = reached.state();
              boolean[] tried = tried(target, steps, state);
              for (int i = 0; i < tried.length; i++) {
                leftOut[0] += tried[i] ? 0 : 1;
                if (!tried[i] && steps.step(i).apply(state) != null) {
                  out.println(ToyRun.MARK + "left out though it can be taken: " + steps.label(i));
                }
              }
            });
    long all = found.distinct() * steps.size();
    out.println(ToyRun.MARK + "states " + found.distinct());
    out.println(ToyRun.MARK + "percent left out " + 100 * leftOut[0] / all);
  }

  private static <S> boolean[] tried(ReplayTarget<S> target, StepIndex<S> steps, S state) {
    int[] allowed = target.allowed(state);
    boolean[] tried = new boolean[steps.size()];
    for (int i = 0; i < (allowed == null ? tried.length : allowed.length); i++) {
      tried[allowed == null ? i : allowed[i]] = true;
    }
    return tried;
  }
}
