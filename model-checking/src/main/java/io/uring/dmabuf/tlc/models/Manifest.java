package io.uring.dmabuf.tlc.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.JsonFile;
import io.uring.dmabuf.tlc.Pretty;
import io.vavr.Tuple2;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;

/**
 * The list of models: those of {@code model-checking/models.json}, then those of the defects in
 * {@code model-checking/defects}; and the kernel alternatives in {@code model-checking/kernels}
 * that they may run under. Every error is one line that names the file and the reason.
 *
 * @param file where it was read
 * @param models the models in the order of the file, then the defects' by name
 * @param kernels the kernel alternatives by name
 */
public record Manifest(Path file, List<ModelEntry> models, List<KernelAlternative> kernels) {

  /** The folder of the defects, beside the manifest. */
  private static final String DEFECTS = "defects";

  /** The folder of the kernel alternatives, beside the manifest. */
  private static final String KERNELS = "kernels";

  /** The manifest in a file, or one line that says what is wrong with it. */
  public static Either<String, Manifest> read(Path file) {
    return array(file)
        .flatMap(array -> entries(file, array))
        .flatMap(models -> unique(file, models))
        .flatMap(models ->
            Defect.scan(beside(file, DEFECTS))
                .flatMap(defects -> new Bases(file, models, defects).all()))
        .flatMap(models -> under(file, models));
  }

  /**
   * One model as the manifest in a file has it, or one line that says what is wrong. Only those are
   * read that it starts from: a run of a small model would spend a fifth of its time on the others,
   * whose mistakes are no concern of it.
   */
  public static Either<String, ModelEntry> one(Path file, String name) {
    return Raised.found(
        name,
        listed -> alone(file, listed).orElse(() -> read(file).flatMap(all -> all.find(listed))));
  }

  private static Either<String, ModelEntry> alone(Path file, String name) {
    return array(file)
        .flatMap(array -> Bases.leadingTo(name, file, array, beside(file, DEFECTS)))
        .flatMap(bases -> bases.one(name))
        .flatMap(model ->
            model.kernels().isEmpty()
                ? Either.right(model)
                : under(file, List.of(model)).map(all -> all.models().head()));
  }

  private static Either<String, ArrayNode> array(Path file) {
    return JsonFile.read(file)
        .flatMap(root ->
            root.path("models") instanceof ArrayNode array && root.size() == 1 && !array.isEmpty()
                ? Either.<String, ArrayNode>right(array)
                : Either.left(
                    file + ": line 1: expected one field, models, with a list of models"));
  }

  private static Path beside(Path file, String folder) {
    return file.toAbsolutePath().resolveSibling(folder);
  }

  /** The models on their kernels, or one line about a kernel that a model cannot run under. */
  private static Either<String, Manifest> under(Path file, List<ModelEntry> models) {
    return KernelAlternative.scan(beside(file, KERNELS))
        .flatMap(kernels -> under(file, models, kernels));
  }

  private static Either<String, Manifest> under(
      Path file, List<ModelEntry> models, List<KernelAlternative> kernels) {
    return Either.sequenceRight(
            models.map(model ->
                under(model, kernels)
                    .mapLeft(why -> file + ": model " + model.name() + ": " + why)))
        .map(placed -> new Manifest(file, List.ofAll(placed), kernels));
  }

  private static Either<String, ModelEntry> under(
      ModelEntry model, List<KernelAlternative> kernels) {
    List<KernelAlternative> of = kernels.filter(kernel -> model.kernels().contains(kernel.name()));
    Option<String> unknown =
        model.kernels().removeAll(of.map(KernelAlternative::name)).headOption();
    if (unknown.isDefined()) {
      return Either.left(
          "no kernel alternative "
              + unknown.get()
              + "; there are "
              + kernels.map(KernelAlternative::name).mkString(", "));
    }
    Option<List<KernelAlternative>> rivals =
        of.groupBy(KernelAlternative::definition).values().find(group -> group.size() > 1);
    return rivals.isDefined()
        ? Either.left(
            rivals.get().map(KernelAlternative::name).mkString(" and ")
                + " replace the same definition, "
                + rivals.get().head().definition())
        : Either.right(of.foldLeft(model, ModelEntry::under));
  }

  private static Either<String, List<ModelEntry>> entries(Path file, ArrayNode array) {
    return Either.sequenceRight(
            List.ofAll(array)
                .zipWithIndex()
                .map(t ->
                    EntryReader.read(t._1).mapLeft(e -> file + ": model " + (t._2 + 1) + ": " + e)))
        .map(List::ofAll);
  }

  private static Either<String, List<ModelEntry>> unique(Path file, List<ModelEntry> models) {
    return models
        .groupBy(ModelEntry::name)
        .find(group -> group._2.size() > 1)
        .map(group ->
            Either.<String, List<ModelEntry>>left(
                file + ": model " + group._1 + " is listed twice"))
        .getOrElse(Either.right(models));
  }

  /** The model of that name, or one line with the names that are near it. */
  public Either<String, ModelEntry> find(String name) {
    return Raised.found(name, this::listed);
  }

  private Either<String, ModelEntry> listed(String name) {
    return models
        .find(model -> model.name().equals(name))
        .toEither(() ->
            file
                + ": no model "
                + name
                + NearNames.of(name, models.map(ModelEntry::name))
                    .map(near -> "; did you mean " + near + "?")
                    .getOrElse("")
                + " (check --list lists them)");
  }

  /**
   * A model with defects planted in it, all at once; or one line about one that cannot be: it is
   * about another module, or takes the place of a definition that another one replaces.
   */
  public Either<String, ModelEntry> planted(String model, List<String> defects) {
    return find(model)
        .flatMap(into ->
            Either.sequenceRight(defects.map(name -> planted(into, name)))
                .map(List::ofAll)
                .flatMap(all -> together(into, defects, all.flatMap(own -> own))));
  }

  /** What a defect replaces itself, and not the model that it is planted in. */
  private Either<String, Map<String, String>> planted(ModelEntry into, String name) {
    return find(name)
        .filterOrElse(ModelEntry::isDefect, model -> name + ": a model, and no defect")
        .filterOrElse(
            defect -> defect.module().equals(into.module()),
            defect -> name + " is about " + defect.module() + ", " + into.name() + " is not")
        .map(defect -> {
          Map<String, String> others =
              defect.base().flatMap(base -> find(base).toOption()).get().override();
          return defect.override().reject((key, value) -> others.get(key).contains(value));
        });
  }

  private static Either<String, ModelEntry> together(
      ModelEntry into, List<String> defects, List<Tuple2<String, String>> definitions) {
    return definitions
        .groupBy(Tuple2::_1)
        .find(group -> group._2.size() > 1)
        .map(rivals ->
            Either.<String, ModelEntry>left(
                rivals._2.map(Tuple2::_2).mkString(" and ") + " replace both " + rivals._1))
        .getOrElse(
            () -> Either.right(into.planting(defects, LinkedHashMap.ofEntries(definitions))));
  }

  /**
   * The models that a tier runs: its own and those of every cheaper tier. Those for random walks
   * are run by tests.
   */
  public List<ModelEntry> tier(ModelEntry.Tier tier) {
    return models.filter(
        model -> model.tier().compareTo(tier) <= 0 && model.kind() != ModelEntry.Kind.SIMULATION);
  }

  /**
   * Writes measured counts into the file, and into those of the defects that pin them; everything
   * else there stays as it is.
   *
   * @param measured the entries with new counts, matched by name
   * @return the names whose counts changed, or one line that says why the file could not be written
   */
  public Either<String, List<String>> update(List<ModelEntry> measured) {
    return JsonFile.read(file)
        .flatMap(root -> write(root, measured))
        .flatMap(changed -> defects(measured).map(changed::appendAll));
  }

  private Either<String, List<String>> write(JsonNode root, List<ModelEntry> measured) {
    List<String> changed = List.empty();
    for (JsonNode node : root.path("models")) {
      for (ModelEntry entry : measured.filter(m -> m.name().equals(node.path("name").asText()))) {
        JsonNode before = node.deepCopy();
        entry.distinct().forEach(n -> ((ObjectNode) node).put("distinct", n));
        entry.generated().forEach(n -> ((ObjectNode) node).put("generated", n));
        if (entry.repeated() > 0) {
          ((ObjectNode) node).put("repeated", entry.repeated());
        }
        changed = before.equals(node) ? changed : changed.append(entry.name());
      }
    }
    List<String> names = changed;
    return AtomicFile.write(file, Pretty.print(root)).map(written -> names);
  }

  /** Writes the counts of defects: the names of those that changed. */
  private Either<String, List<String>> defects(List<ModelEntry> measured) {
    Path folder = file.toAbsolutePath().resolveSibling(DEFECTS);
    return Either.sequenceRight(
            measured
                .filter(ModelEntry::isDefect)
                .map(entry ->
                    DefectCounts.write(folder.resolve(entry.name() + ".tla"), entry)
                        .map(changed -> Option.when(changed, entry.name()))))
        .map(names -> names.flatMap(name -> name).toList());
  }
}
