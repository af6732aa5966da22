package io.uring.dmabuf.docs;

import io.uring.dmabuf.scenario.ScenarioTables;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.models.Manifest;
import io.vavr.collection.List;
import io.vavr.control.Either;

/**
 * A part of a document that is made, not written: what stands between two of its markers.
 *
 * @param file the document, relative to the root of the repository
 * @param name the name in the markers
 * @param lines what comes between them
 */
public record GeneratedPart(String file, String name, List<String> lines) {

  /**
   * The parts that follow from what the repository has: the manifest, the modules, the Java sources
   * and the scenarios. A test holds the documents to them.
   *
   * @param home the repository
   * @return the parts, or one line that says what they cannot be made of
   */
  public static Either<String, List<GeneratedPart>> of(Home home) {
    return Manifest.read(home.manifest())
        .flatMap(manifest ->
            ContextTables.of(home.root())
                .map(contexts ->
                    models(new ModelTables(manifest))
                        .appendAll(scenarios(home))
                        .appendAll(conformance(new Correspondence(home.root())))
                        .appendAll(contexts(contexts))));
  }

  private static List<GeneratedPart> models(ModelTables tables) {
    String file = "docs/models.md";
    return List.of(
        new GeneratedPart(file, "interactions", tables.interactions()),
        new GeneratedPart(file, "reasons", tables.reasons()),
        new GeneratedPart(file, "kernels", tables.kernels()),
        new GeneratedPart(file, "expectations", tables.expectations()),
        new GeneratedPart(file, "bounds", tables.bounds()));
  }

  private static List<GeneratedPart> scenarios(Home home) {
    String file = "docs/scenarios.md";
    return List.of(
        new GeneratedPart(file, "example", ScenarioTables.example(home.root())),
        new GeneratedPart(file, "statements", ScenarioTables.statements()),
        new GeneratedPart(file, "tour", ScenarioTables.tour(home.root())));
  }

  private static List<GeneratedPart> conformance(Correspondence correspondence) {
    return List.of(
        new GeneratedPart(
            "CONFORMANCE.md", "simplifications", ConformanceTable.simplifications(correspondence)),
        new GeneratedPart(
            "docs/correspondence.md", "correspondence", ConformanceTable.lines(correspondence)));
  }

  private static List<GeneratedPart> contexts(ContextTables tables) {
    String file = "docs/contexts.md";
    return List.of(
        new GeneratedPart(file, "context-laws", tables.laws()),
        new GeneratedPart(file, "locks", tables.locks()),
        new GeneratedPart(file, "lock-order", tables.lockOrder()),
        new GeneratedPart(file, "atomicities", tables.atomicities()),
        new GeneratedPart(file, "actions", tables.byContext()));
  }
}
