package io.uring.dmabuf.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.Manifest;
import io.uring.dmabuf.tlc.ModelEntry;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Tables of the models, from the manifest, the configuration files and the report of the last
 * check: no figure in a document is typed.
 */
public final class ModelTables {

  private static final Pattern ASSIGNMENT = Pattern.compile("(?m)^  (\\w+) (?:=|<-) (.+?)\\s*$");
  private static final List<String> NOT_BOUNDS = List.of("MayRun", "MayRegister");
  private static final String UNKNOWN = "-";

  private final Home home;
  private final Manifest manifest;
  private final Map<String, JsonNode> report;
  private final Option<JsonNode> totals;

  private ModelTables(Home home, Manifest manifest, Option<JsonNode> report) {
    this.home = home;
    this.manifest = manifest;
    this.report =
        report
            .map(root -> List.ofAll(root.path("models")))
            .getOrElse(List.empty())
            .toMap(node -> node.path("name").asText(), node -> node);
    this.totals = report.map(root -> root.path("totals"));
  }

  /**
   * The tables of a repository.
   *
   * @param home where its manifest is
   * @param reportFile the report of a check; what it would tell is left open without it, and when
   *     it counted other states than the manifest has
   * @return the tables, or one line that says what cannot be read
   */
  public static Either<String, ModelTables> of(Home home, Path reportFile) {
    return Manifest.read(home.manifest())
        .flatMap(manifest ->
            report(reportFile)
                .map(report -> report.filter(root -> isOf(manifest, root)))
                .map(report -> new ModelTables(home, manifest, report)));
  }

  /** Whether a report is of the models as they are now. */
  private static boolean isOf(Manifest manifest, JsonNode root) {
    return List.ofAll(root.path("models")).forAll(node -> isOf(manifest, node, counted(node)));
  }

  private static boolean isOf(Manifest manifest, JsonNode node, long distinct) {
    return manifest
        .find(node.path("name").asText())
        .exists(model -> model.distinct().forAll(expected -> expected == distinct));
  }

  private static long counted(JsonNode node) {
    return node.path("distinct").asLong();
  }

  private static Either<String, Option<JsonNode>> report(Path file) {
    if (!Files.isRegularFile(file)) {
      return Either.right(Option.none());
    }
    try {
      return Either.right(Option.some(new ObjectMapper().readTree(Files.readString(file))));
    } catch (IOException e) {
      return Either.left(file + ": not a report of a check");
    }
  }

  /** The models that the README shows: names, verdicts, counts, and what the check measured. */
  public List<String> results() {
    List<String> rows =
        manifest
            .models()
            .map(model ->
                Markdown.row(
                    List.of(
                        Markdown.code(model.name()),
                        lower(model.kind()),
                        lower(model.tier()),
                        model.expected().toString(),
                        count(model.distinct()),
                        count(model.generated()),
                        measured(model, "replayed"),
                        measured(model, "divergences"),
                        measured(model, "seconds"))));
    return Markdown.header(
            List.of(
                "model",
                "kind",
                "tier",
                "verdict",
                "distinct",
                "generated",
                "replayed",
                "divergences",
                "seconds"))
        .appendAll(rows)
        .appendAll(lastLine());
  }

  private List<String> lastLine() {
    return totals
        .map(node ->
            List.of(
                "",
                "    check: %d models, %d distinct states, %d transitions replayed (%s), %d divergences"
                    .formatted(
                        node.path("models").asLong(),
                        node.path("distinct").asLong(),
                        node.path("replayed").asLong(),
                        percentage(node.path("percentage").asText()),
                        node.path("divergences").asLong())))
        .getOrElse(List.empty());
  }

  private static String percentage(String text) {
    return text.endsWith("%") || !text.matches("[0-9.]+") ? text : text + "%";
  }

  /** The pairs of interactions and the models that cover each, then the models with their pairs. */
  public List<String> covers() {
    Map<String, List<String>> byPair =
        manifest
            .models()
            .flatMap(model -> model.covers().map(pair -> io.vavr.Tuple.of(pair, model.name())))
            .foldLeft(
                LinkedHashMap.<String, List<String>>empty(),
                (map, entry) ->
                    map.put(
                        entry._1,
                        map.get(entry._1).getOrElse(List.empty()).append(Markdown.code(entry._2))));
    List<ModelEntry> covering = manifest.models().filter(model -> !model.covers().isEmpty());
    return Markdown.header(List.of("interaction", "models"))
        .appendAll(
            byPair.toList().map(entry -> Markdown.row(List.of(entry._1, entry._2.mkString(", ")))))
        .append("")
        .appendAll(Markdown.header(List.of("model", "tier", "witnesses", "why it exists")))
        .appendAll(
            covering.map(model ->
                Markdown.row(
                    List.of(
                        Markdown.code(model.name()),
                        lower(model.tier()),
                        model.witnesses().map(Markdown::code).mkString(", "),
                        model.why()))));
  }

  /** What bounds cost: where a model differs from the commonest bounds of its module. */
  public List<String> costs() {
    List<ModelEntry> passing =
        manifest
            .models()
            .filter(model -> model.expected() instanceof ModelEntry.Expected.Pass)
            .reject(model -> model.name().startsWith("seed-"));
    Map<String, List<ModelEntry>> byModule = passing.groupBy(ModelEntry::module);
    List<String> modules = passing.map(ModelEntry::module).distinct();
    return modules.flatMap(module -> costs(module, byModule.get(module).get()));
  }

  private List<String> costs(String module, List<ModelEntry> models) {
    Map<String, Map<String, String>> bounds =
        models.toMap(ModelEntry::name, model -> bounds(model.config()));
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
                    count(model.distinct()),
                    measured(model, "seconds"))));
    String all =
        bounds
            .values()
            .head()
            .filterKeys(common::containsKey)
            .map(entry -> entry._1 + " " + common.get(entry._1).get())
            .mkString(", ");
    return List.of(
            "Models of `" + module + "`; where nothing is said: " + Markdown.code(all) + ".", "")
        .appendAll(Markdown.header(List.of("model", "bounds that differ", "distinct", "seconds")))
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

  private Map<String, String> bounds(String config) {
    return home.find(config + ".cfg")
        .map(ModelTables::text)
        .map(text -> List.ofAll(ASSIGNMENT.matcher(text).results().toList()))
        .getOrElse(List.empty())
        .filter(found -> !NOT_BOUNDS.contains(found.group(1)))
        .foldLeft(LinkedHashMap.empty(), ModelTables::put);
  }

  private static LinkedHashMap<String, String> put(
      LinkedHashMap<String, String> map, MatchResult found) {
    return map.put(found.group(1), found.group(2));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  private String measured(ModelEntry model, String field) {
    JsonNode node = report.get(model.name()).map(found -> found.path(field)).getOrNull();
    return node == null || node.isNull() || node.isMissingNode() ? UNKNOWN : node.asText();
  }

  private static String count(Option<Long> number) {
    return number.map(String::valueOf).getOrElse(UNKNOWN);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
