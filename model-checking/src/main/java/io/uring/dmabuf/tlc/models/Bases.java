package io.uring.dmabuf.tlc.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.vavr.Tuple;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;

/** Works into each model what it starts from: another model, which may be a defect's. */
final class Bases {

  private final Path manifest;
  private final Map<String, ModelEntry> models;
  private final Map<String, Defect> defects;

  Bases(Path manifest, List<ModelEntry> models, List<Defect> defects) {
    this(
        manifest,
        LinkedHashMap.ofEntries(models.map(m -> Tuple.of(m.name(), m))),
        LinkedHashMap.ofEntries(defects.map(d -> Tuple.of(d.name(), d))));
  }

  private Bases(Path manifest, Map<String, ModelEntry> models, Map<String, Defect> defects) {
    this.manifest = manifest;
    this.models = models;
    this.defects = defects;
  }

  /**
   * One model and those that it starts from, the only ones that are read; or one line about one of
   * them.
   *
   * @param nodes the models of the manifest
   * @param folder the one of the defects
   */
  static Either<String, Bases> leadingTo(String name, Path manifest, ArrayNode nodes, Path folder) {
    return new Bases(manifest, List.empty(), List.empty()).with(name, nodes, folder);
  }

  private Either<String, Bases> with(String name, ArrayNode nodes, Path folder) {
    if (models.containsKey(name) || defects.containsKey(name)) {
      return Either.right(this);
    }
    Option<JsonNode> model =
        List.ofAll(nodes).find(node -> node.path("name").asText().equals(name));
    return model.isDefined()
        ? EntryReader.read(model.get())
            .flatMap(entry -> {
              Bases bases = new Bases(manifest, models.put(name, entry), defects);
              return entry
                  .base()
                  .map(base -> bases.with(base, nodes, folder))
                  .getOrElse(Either.right(bases));
            })
        : DefectReader.read(folder.resolve(name + ".tla"))
            .flatMap(defect ->
                new Bases(manifest, models, defects.put(name, defect))
                    .with(defect.model(), nodes, folder));
  }

  /** All models in their order, then those of the defects; or one line about a base. */
  Either<String, List<ModelEntry>> all() {
    return Either.sequenceRight(models.keySet().toList().appendAll(defects.keySet()).map(this::one))
        .map(List::ofAll);
  }

  /** One model with all that it starts from worked in; or one line about a base. */
  Either<String, ModelEntry> one(String name) {
    return of(name, List.empty());
  }

  /**
   * One model with all that it starts from.
   *
   * @param path the models that started from it, the first one first
   */
  private Either<String, ModelEntry> of(String name, List<String> path) {
    if (path.contains(name)) {
      return Either.left(where(name) + "its base is itself: " + path.append(name).mkString(" -> "));
    }
    List<String> on = path.append(name);
    if (models.containsKey(name)) {
      ModelEntry model = models.get(name).get();
      return model
          .base()
          .map(base -> base(base, on).map(model::startingFrom))
          .getOrElse(Either.right(model));
    }
    Defect defect = defects.get(name).get();
    return base(defect.model(), on).map(defect::entry);
  }

  private Either<String, ModelEntry> base(String base, List<String> path) {
    return models.containsKey(base) || defects.containsKey(base)
        ? of(base, path)
        : Either.left(where(path.last()) + "starts from " + base + ": no such model" + hint());
  }

  /** Whoever copies the manifest elsewhere leaves behind what stands beside it. */
  private String hint() {
    return defects.isEmpty() ? ", and no defects in a folder beside the manifest" : "";
  }

  private String where(String name) {
    return defects.containsKey(name)
        ? defects.get(name).get().file() + ": "
        : manifest + ": model " + name + ": ";
  }
}
