package io.uring.dmabuf.docs;

import io.uring.dmabuf.tlc.models.KernelAlternative;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.Tuple;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.util.Locale;

/** Tables of the models as the manifest has them: what is expected, never what a run found. */
public final class ModelTables {

  private static final String OPEN = "-";

  private final Manifest manifest;

  /**
   * The tables of a manifest.
   *
   * @param manifest the models
   */
  public ModelTables(Manifest manifest) {
    this.manifest = manifest;
  }

  /** What each model must end with. */
  public List<String> expectations() {
    return Markdown.header(
            List.of(
                "model", "kind", "tier", "must end with", "distinct", "generated", "replayed on"))
        .appendAll(manifest.models().map(ModelTables::expectation));
  }

  private static String expectation(ModelEntry model) {
    return Markdown.row(
        List.of(
            Markdown.code(model.name()),
            lower(model.kind()),
            lower(model.tier()),
            model.expected().toString(),
            count(model.distinct()),
            count(model.generated()),
            model.isReplayed() ? model.target().get() : OPEN));
  }

  /** What only some kernels do, and the models that run under it. */
  public List<String> kernels() {
    return Markdown.header(
            List.of("alternative", "kernels", "function", "takes the place of", "what", "models"))
        .appendAll(manifest.kernels().map(this::kernel));
  }

  private String kernel(KernelAlternative kernel) {
    return Markdown.row(
        List.of(
            Markdown.code(kernel.name()),
            kernel.versions(),
            Markdown.code(kernel.function()),
            Markdown.code(kernel.definition()),
            kernel.prose(),
            manifest
                .models()
                .filter(model -> model.kernels().contains(kernel.name()))
                .map(model -> Markdown.code(model.name()))
                .mkString(", ")));
  }

  /** The pairs of interactions, and the models that cover each. */
  public List<String> interactions() {
    Map<String, List<String>> byPair =
        manifest
            .models()
            .flatMap(model -> model.covers().map(pair -> Tuple.of(pair, model.name())))
            .foldLeft(
                LinkedHashMap.<String, List<String>>empty(),
                (map, entry) ->
                    map.put(
                        entry._1,
                        map.get(entry._1).getOrElse(List.empty()).append(Markdown.code(entry._2))));
    return Markdown.header(List.of("interaction", "models"))
        .appendAll(
            byPair.toList().map(entry -> Markdown.row(List.of(entry._1, entry._2.mkString(", ")))));
  }

  /** The models that cover an interaction: what they must reach, and why each exists. */
  public List<String> reasons() {
    return Markdown.header(List.of("model", "witnesses", "why it exists"))
        .appendAll(
            manifest
                .models()
                .reject(model -> model.covers().isEmpty())
                .map(model ->
                    Markdown.row(
                        List.of(
                            Markdown.code(model.name()),
                            model.witnesses().map(Markdown::code).mkString(", "),
                            model.why()))));
  }

  /** Where a model differs from the commonest bounds of its module. */
  public List<String> bounds() {
    List<ModelEntry> passing =
        manifest
            .models()
            .filter(model -> model.expected() instanceof ModelEntry.Expected.Pass)
            .filter(model -> model.planted().isEmpty());
    Map<String, List<ModelEntry>> byModule = passing.groupBy(ModelEntry::module);
    List<String> modules = passing.map(ModelEntry::module).distinct();
    return modules.flatMap(module -> bounds(module, byModule.get(module).get()));
  }

  private List<String> bounds(String module, List<ModelEntry> models) {
    Map<String, Map<String, String>> bounds = models.toMap(ModelEntry::name, ModelEntry::set);
    Map<String, String> common =
        bounds
            .values()
            .flatMap(map -> map)
            .groupBy(entry -> entry._1)
            .mapValues(entries -> commonest(entries.map(entry -> entry._2).toList()));
    List<String> rows =
        models.map(model ->
            Markdown.row(
                List.of(
                    Markdown.code(model.name()),
                    differing(bounds.get(model.name()).get(), common),
                    count(model.distinct()))));
    String all =
        bounds
            .values()
            .head()
            .filterKeys(common::containsKey)
            .map(entry -> entry._1 + " " + common.get(entry._1).get())
            .mkString(", ");
    return List.of(
            "Models of `" + module + "`; where nothing is said: " + Markdown.code(all) + ".", "")
        .appendAll(Markdown.header(List.of("model", "bounds that differ", "distinct")))
        .appendAll(rows)
        .append("");
  }

  private static String commonest(List<String> values) {
    Map<String, List<String>> groups = values.groupBy(value -> value);
    return groups.toList().maxBy(group -> group._2.size()).get()._1;
  }

  private static String differing(Map<String, String> bounds, Map<String, String> common) {
    return bounds
        .filter(entry -> !common.get(entry._1).contains(entry._2))
        .map(entry -> Markdown.code(entry._1 + " " + entry._2))
        .mkString(", ");
  }

  private static String count(Option<Long> number) {
    return number.map(String::valueOf).getOrElse(OPEN);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
