package io.uring.dmabuf.baseline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.SideBySide;
import io.uring.dmabuf.tlc.jvm.ChildJvm;
import io.uring.dmabuf.tlc.jvm.Children;
import io.uring.dmabuf.tlc.jvm.Launcher;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.io.IOException;

/** Asks a JVM a model for the model's facts, two side by side where there are two cores. */
final class FactsJvm {

  private final Home home;
  private final ChildJvm jvm;

  private FactsJvm(Home home, Launcher launcher) {
    this.home = home;
    // What loads and ends within a second or so needs neither two compilers nor a parallel GC.
    this.jvm =
        new ChildJvm(
            launcher, home, List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), new Children());
  }

  /** The facts of all these models in their order, or one line about the first that has none. */
  static Either<String, List<Tuple2<ModelEntry, ObjectNode>>> all(
      Home home, Launcher launcher, List<ModelEntry> models) {
    FactsJvm asking = new FactsJvm(home, launcher);
    return SideBySide.all(
        models.map(model -> () -> asking.facts(model).map(facts -> Tuple.of(model, facts))),
        "a model could not be loaded");
  }

  private Either<String, ObjectNode> facts(ModelEntry model)
      throws IOException, InterruptedException {
    StringBuilder said = new StringBuilder();
    ChildJvm.Ended ended =
        jvm.run(
            folder -> List.of(model.name(), "--manifest", home.manifest().toString()),
            line -> said.append(line).append('\n'));
    return ended.status() == 0
        ? BaselineFile.object(said.toString(), model.name())
        : Either.left(
            ended
                .errors()
                .prepend(said.toString())
                .mkString("\n")
                .strip()
                .replaceFirst("^dmabuf-rw: ", "")
                .replaceAll("\\s*\\R\\s*", "; "));
  }
}
