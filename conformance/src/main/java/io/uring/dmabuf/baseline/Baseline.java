package io.uring.dmabuf.baseline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.guards.JavaDeviations;
import io.uring.dmabuf.guards.JavaGuard;
import io.uring.dmabuf.guards.Mutation;
import io.uring.dmabuf.scenario.Scenario;
import io.uring.dmabuf.tlc.FileTrouble;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.jvm.Launcher;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.collection.List;
import io.vavr.control.Either;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The state of things in a repository as one JSON tree: per model what it checks and within which
 * bounds, the planted mistakes, the tour. Loads every model, in a JVM of its own, and runs none.
 */
public final class Baseline {

  /** The section of the models, each under its name. */
  static final String MODELS = "models";

  private static final String SCENARIOS = "conformance/src/main/scenarios";
  private static final String ENDING = ".scenario";

  private final Home home;
  private final Launcher launcher;
  private final ObjectNode root = new ObjectMapper().createObjectNode();

  private Baseline(Home home, Launcher launcher) {
    this.home = home;
    this.launcher = launcher;
  }

  /**
   * The tree, or one line about what cannot be read.
   *
   * @param home where models are
   * @param launcher starts a JVM that prints the facts of a model
   */
  public static Either<String, ObjectNode> of(Home home, Launcher launcher) {
    Baseline baseline = new Baseline(home, launcher);
    return Manifest.read(home.manifest())
        .flatMap(baseline::models)
        .flatMap(done -> JavaDeviations.of(home.root()))
        .map(baseline::planted)
        .flatMap(done -> baseline.tour())
        .map(done -> baseline.root);
  }

  private Either<String, ObjectNode> models(Manifest manifest) {
    return FactsJvm.all(home, launcher, manifest.models().sortBy(ModelEntry::name))
        .map(facts ->
            facts.foldLeft(
                root.putObject(MODELS), (models, fact) -> models.set(fact._1.name(), fact._2)));
  }

  /** Guards are told by what they ask for, since their numbers change with their neighbours. */
  private ObjectNode planted(JavaDeviations deviations) {
    ObjectNode planted = root.putObject("planted");
    names(
        planted.putArray("guards"),
        JavaGuard.all().map(guard -> guard.component() + "." + guard.step() + ": " + guard.text()));
    names(planted.putArray("decisions"), deviations.all().map(Mutation::id));
    return planted;
  }

  private static void names(ArrayNode array, List<String> names) {
    names.sorted().forEach(array::add);
  }

  private Either<String, ObjectNode> tour() {
    ObjectNode tour = root.putObject("tour");
    Path folder = home.root().resolve(SCENARIOS);
    try (Stream<Path> files = Files.list(folder)) {
      return Either.sequenceRight(
              List.ofAll(files.filter(file -> file.toString().endsWith(ENDING)).sorted().toList())
                  .map(Scenario::read))
          .map(scenarios ->
              scenarios.foldLeft(
                  tour,
                  (node, scenario) ->
                      node.put(
                          Path.of(scenario.name()).getFileName().toString().replace(ENDING, ""),
                          scenario.lines().size())));
    } catch (IOException e) {
      return Either.left(folder + ": cannot be read: " + FileTrouble.of(folder, e));
    }
  }
}
