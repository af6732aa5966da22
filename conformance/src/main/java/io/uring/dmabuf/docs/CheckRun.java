package io.uring.dmabuf.docs;

import com.fasterxml.jackson.databind.JsonNode;
import io.uring.dmabuf.tlc.JsonFile;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.models.ModelEntry.Tier;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.collection.TreeMap;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A run of {@code check} as its report tells it: what was found, when, and on which kernel. What
 * the run did not reach is told to be not run; nothing here is an expectation.
 *
 * @param report the report
 * @param manifest the models that there are
 */
public record CheckRun(JsonNode report, Manifest manifest) {

  private static final String NONE = "-";

  /**
   * The run of a report.
   *
   * @param file the report that {@code check} wrote
   * @param manifest the models that there are now
   * @return the run; or one line, when the file is no report, has no date, or is of other models
   *     than there are
   */
  public static Either<String, CheckRun> read(Path file, Manifest manifest) {
    return JsonFile.read(file).flatMap(root -> of(file, root, manifest));
  }

  private static Either<String, CheckRun> of(Path file, JsonNode root, Manifest manifest) {
    if (!root.path("models").isArray() || !root.path("totals").isObject()) {
      return Either.left(file + ": not a report of a check: it has no models or no totals");
    }
    if (!root.path("date").isTextual() || !root.path("kernel").isTextual()) {
      return Either.left(file + ": the report does not tell date and kernel; check once more");
    }
    CheckRun run = new CheckRun(root, manifest);
    return run.strangers().isEmpty()
        ? Either.right(run)
        : Either.left(
            file
                + ": the report is of models that are not there: "
                + run.strangers().mkString(", "));
  }

  private List<String> strangers() {
    return names().filter(name -> manifest.find(name).isLeft());
  }

  private List<JsonNode> models() {
    return List.ofAll(report.path("models"));
  }

  private List<String> names() {
    return models().map(node -> node.path("name").asText());
  }

  /** The command, its last line, and where and when it ran. */
  public List<String> summary() {
    return List.of("    $ " + command(), "    " + lastLine(), "", where());
  }

  private String where() {
    long failed = report.path("totals").path("failed").asLong();
    return "Ended on %s on %s with %d processors; %s."
        .formatted(
            report.path("date").asText(),
            report.path("kernel").asText(),
            report.path("processors").asInt(),
            failed == 0 ? "every model as expected" : failed + " models not as expected");
  }

  /** The command that runs the same models. */
  private String command() {
    return List.of(Tier.values())
        .find(tier -> upTo(tier).map(ModelEntry::name).toSet().equals(names().toSet()))
        .map(tier -> "make check" + (tier == Tier.QUICK ? "" : " TIER=" + lower(tier)))
        .getOrElse("./dmabuf-rw check --model ...");
  }

  private List<ModelEntry> upTo(Tier most) {
    return manifest.models().filter(model -> model.tier().compareTo(most) <= 0);
  }

  private static String lower(Tier tier) {
    return tier.name().toLowerCase(Locale.ROOT);
  }

  private String lastLine() {
    JsonNode totals = report.path("totals");
    return "check: %d models, %d distinct states, %d transitions replayed (%s), %d divergences"
        .formatted(
            totals.path("models").asLong(),
            totals.path("distinct").asLong(),
            totals.path("replayed").asLong(),
            totals.path("percentage").asText(),
            totals.path("divergences").asLong());
  }

  /** Every model that ran, with what was found; then those that did not run. */
  public List<String> table() {
    List<String> rows =
        models()
            .map(node ->
                Markdown.row(
                    List.of("name", "verdict", "distinct", "generated", "replayed", "divergences")
                        .map(field -> cell(node, field))
                        .update(0, Markdown::code)
                        .append(cell(node, "seconds"))
                        .append(asExpected(node))));
    return Markdown.header(
            List.of(
                "model",
                "found",
                "distinct",
                "generated",
                "replayed",
                "divergences",
                "seconds",
                "as expected"))
        .appendAll(rows)
        .appendAll(notRun());
  }

  /**
   * Every law that a replayed model checks: in how many of the states that were looked at it had
   * something to say.
   */
  public List<String> laws() {
    Map<String, List<JsonNode>> ofLaws =
        models()
            .flatMap(node -> List.ofAll(node.path("antecedents").properties()))
            .foldLeft(
                TreeMap.<String, List<JsonNode>>empty(),
                (all, law) -> all.put(law.getKey(), List.of(law.getValue()), List::appendAll));
    return Markdown.header(List.of("law", "models", "looked at", "said something"))
        .appendAll(
            ofLaws
                .toList()
                .map(law ->
                    Markdown.row(
                        List.of(
                            Markdown.code(law._1),
                            "" + law._2.size(),
                            sum(law._2, "looked"),
                            sum(law._2, "held")))));
  }

  private static String sum(List<JsonNode> nodes, String field) {
    return "" + nodes.map(node -> node.path(field).asLong()).sum();
  }

  private static String cell(JsonNode node, String field) {
    return Option.of(node.get(field))
        .filter(value -> !value.isNull())
        .map(JsonNode::asText)
        .getOrElse(NONE);
  }

  private static String asExpected(JsonNode node) {
    return node.path("failures").isEmpty() ? "yes" : "NO";
  }

  private List<String> notRun() {
    List<String> left = manifest.models().map(ModelEntry::name).removeAll(names());
    return left.isEmpty()
        ? List.empty()
        : List.of("", "Not run: " + left.map(Markdown::code).mkString(", ") + ".");
  }
}
