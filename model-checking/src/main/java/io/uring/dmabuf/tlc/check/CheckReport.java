package io.uring.dmabuf.tlc.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.Measured;
import io.uring.dmabuf.tlc.Pretty;
import io.uring.dmabuf.tlc.RunResult;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.vavr.control.Either;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** The report of a check as JSON, for programs. */
public final class CheckReport {

  private static final ObjectMapper JSON = new ObjectMapper();

  private CheckReport() {}

  /** Writes the report whole or not at all; one line when it cannot be written. */
  public static Either<String, Path> write(Path file, CheckSummary summary) {
    return AtomicFile.write(file, Pretty.print(tree(summary)));
  }

  static ObjectNode tree(CheckSummary summary) {
    ObjectNode root = JSON.createObjectNode();
    machine(root);
    ArrayNode models = root.putArray("models");
    summary.outcomes().forEach(outcome -> model(models.addObject(), outcome));
    ObjectNode totals = root.putObject("totals");
    totals.put("models", summary.outcomes().size()).put("distinct", summary.distinct());
    totals.put("generated", summary.generated()).put("transitions", summary.transitions());
    totals.put("replayed", summary.replayed()).put("percentage", summary.percentage());
    totals.put("divergences", summary.divergences()).put("seconds", rounded(summary.seconds()));
    totals.put("failed", summary.outcomes().count(outcome -> !outcome.isClean()));
    ArrayNode neverTaken = totals.putArray("neverTaken");
    summary.neverTaken().forEach(neverTaken::add);
    return root;
  }

  /** When and where the check ended: a result is worth nothing without it. */
  private static void machine(ObjectNode root) {
    root.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    root.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    root.put("processors", Runtime.getRuntime().availableProcessors());
  }

  private static void model(ObjectNode node, ModelOutcome outcome) {
    ModelEntry model = outcome.model();
    RunResult result = outcome.result();
    node.put("name", model.name()).put("kind", model.kind().name().toLowerCase(Locale.ROOT));
    node.put("tier", model.tier().name().toLowerCase(Locale.ROOT));
    node.put("verdict", result.verdict().toString()).put("expected", model.expected().toString());
    node.put("distinct", result.distinct()).put("generated", result.generated());
    node.put("transitions", result.transitions());
    node.put("replayed", outcome.replayed() ? (Long) result.replayed() : null);
    node.put("divergences", outcome.replayed() ? (Long) result.divergences() : null);
    node.put("seconds", rounded(outcome.seconds()));
    node.put("searchSeconds", rounded(result.measured().seconds()));
    node.put("depth", result.measured().depth());
    node.put("repeated", result.measured().repeated());
    node.put("instances", result.instances()).put("instancesTaken", result.instancesTaken());
    ObjectNode actions = node.putObject("actions");
    result.actions().forEach((name, count) -> actions.put(name, count));
    measured(node, result.measured());
    ArrayNode failures = node.putArray("failures");
    outcome
        .failures()
        .forEach(failure ->
            failures
                .addObject()
                .put("kind", failure.kind().name().toLowerCase(Locale.ROOT))
                .put("headline", failure.headline()));
  }

  private static void measured(ObjectNode node, Measured measured) {
    ObjectNode pairs = node.putObject("pairs");
    measured
        .pairs()
        .filter(pair -> pair.transitions() > 0)
        .forEach(pair -> pairs.put(pair.busy() + " x " + pair.moving(), pair.transitions()));
    ObjectNode antecedents = node.putObject("antecedents");
    measured
        .antecedents()
        .forEach(each ->
            antecedents
                .putObject(each.law())
                .put("held", each.held())
                .put("looked", each.looked()));
    measured
        .collision()
        .forEach(estimate ->
            node.putObject("collision")
                .put("optimistic", estimate.optimistic())
                .put("actual", estimate.actual()));
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 100) / 100.0;
  }
}
