package io.uring.dmabuf.replay;

import io.uring.dmabuf.design.Design;
import io.uring.dmabuf.explore.Exploration;
import io.uring.dmabuf.explore.ExploreSettings;
import io.uring.dmabuf.explore.Explorer;
import io.uring.dmabuf.explore.Reached;
import io.uring.dmabuf.step.Bounds;
import io.uring.dmabuf.targets.ModelConstants;
import io.uring.dmabuf.targets.Targets;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.SpecLoader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * All states of the implementation in the bounds of a model, for processes that look at each of
 * them. TLC loads the model, for its constants alone.
 *
 * @param component what the model is of
 * @param bounds its constants
 * @param targets its implementation by a design
 * @param out where the lines for the test go; nothing else is printed there
 */
record ModelStates(
    String component, Bounds bounds, Function<Design, ReplayTarget<?>> targets, PrintStream out) {

  /** Those of a model of a repository. */
  static ModelStates of(String repository, String name) {
    System.setProperty(Home.PROPERTY, repository);
    PrintStream out = System.out;
    PrintStream log =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    System.setOut(log);
    ModelEntry model = Manifest.one(Home.current().manifest(), name).get();
    return SpecLoader.load(Home.current(), model, log)
        .map(tool ->
            new ModelStates(
                model.target().get(),
                ModelConstants.of(tool),
                design -> Targets.of(model, tool, design).get(),
                out))
        .get();
  }

  /** The implementation of the model. */
  ReplayTarget<?> target() {
    return targets.apply(Design.intended());
  }

  /** Shows each state to a visitor, and prints how many there are. */
  <S> long visit(ReplayTarget<S> of, Consumer<S> visitor) {
    Exploration found =
        Explorer.visit(
            of,
            ExploreSettings.standard(),
            (Reached<S> reached) -> visitor.accept(reached.state()));
    found.finding().forEach(finding -> print("found " + finding));
    print("states " + found.distinct());
    return found.distinct();
  }

  /** Prints a line for the test. */
  void print(String line) {
    out.println(ToyRun.MARK + line);
  }
}
