package io.uring.dmabuf.tlc.models;

import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import java.nio.file.Path;

/** Works into each model what it starts from: another model, which may be a defect's. */
final class Bases {

  private final Path manifest;
  private final Map<String, ModelEntry> models;
  private final Map<String, Defect> defects;

  Bases(Path manifest, List<ModelEntry> models, List<Defect> defects) {
    this.manifest = manifest;
    this.models = LinkedHashMap.ofEntries(models.map(m -> io.vavr.Tuple.of(m.name(), m)));
    this.defects = LinkedHashMap.ofEntries(defects.map(d -> io.vavr.Tuple.of(d.name(), d)));
  }

  /** All models in their order, then those of the defects; or one line about a base. */
  Either<String, List<ModelEntry>> all() {
    return Either.sequenceRight(
            models
                .keySet()
                .toList()
                .appendAll(defects.keySet())
                .map(name -> of(name, List.empty())))
        .map(List::ofAll);
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
