package io.uring.dmabuf.defects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.tlc.Home;
import io.uring.dmabuf.tlc.InputFile;
import io.uring.dmabuf.tlc.JsonFile;
import io.uring.dmabuf.tlc.models.Manifest;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.LawVerdict;
import io.uring.dmabuf.tlc.run.LawVerdicts;
import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.Iterator;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;
import io.vavr.control.Either;
import io.vavr.control.Try;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The runs behind a table of verdicts for programs, each written as soon as it has ended, so that
 * another hunt goes on where this one was broken off: as long as the specifications are the same.
 */
public final class VerdictReport {
  private static final String SOURCE = "source";
  private static final String RUNS = "runs";

  private final Manifest manifest;
  private final String source;

  private VerdictReport(Manifest manifest, String source) {
    this.manifest = manifest;
    this.source = source;
  }

  /** A report about the specifications as they are; or one line about one that cannot be read. */
  public static Either<String, VerdictReport> of(Home home) {
    return Manifest.read(home.manifest())
        .flatMap(manifest ->
            source(home, PostedDesign.defects(manifest))
                .map(source -> new VerdictReport(manifest, source)));
  }

  /** A digest of all that a run depends on but the defects of other designs. */
  private static Either<String, String> source(Home home, List<ModelEntry> defects) {
    List<String> posted = defects.map(defect -> defect.name() + ".tla");
    List<Path> files =
        home.library()
            .flatMap(Home::modules)
            .filter(file ->
                !file.startsWith(home.root().resolve("model-checking/defects"))
                    || posted.contains(file.getFileName().toString()))
            .append(home.manifest());
    return Either.sequenceRight(files.map(InputFile::text))
        .flatMap(texts ->
            Try.of(() -> MessageDigest.getInstance("SHA-256"))
                .map(digest -> digest.digest(texts.mkString("\0").getBytes(StandardCharsets.UTF_8)))
                .toEither()
                .mapLeft(Throwable::toString))
        .map(HexFormat.of()::formatHex);
  }

  /** The runs so far, as JSON. */
  public String json(Map<VerdictRun, LawVerdicts> runs) {
    return node(runs).toPrettyString() + "\n";
  }

  /** All runs, and behind them the designs, each with the places of its runs, counted from 0. */
  public String json(Map<VerdictRun, LawVerdicts> runs, Verdicts verdicts) {
    List<VerdictRun> places = runs.keySet().toList();
    List<ModelEntry> defects = PostedDesign.defects(manifest);
    ObjectNode all = node(runs);
    ArrayNode designs = all.putArray("designs");
    verdicts
        .rows()
        .map(Verdicts.Row::design)
        .forEach(design -> {
          ObjectNode one = designs.addObject().put("design", design.kind().title());
          design.named().foldLeft(one.putArray("named"), ArrayNode::add);
          design.planted().foldLeft(one.putArray("planted"), ArrayNode::add);
          ArrayNode own = one.putArray(RUNS);
          verdicts
              .models()
              .map(model -> places.indexOf(VerdictRun.of(model, defects, design)))
              .forEach(own::add);
        });
    return all.toPrettyString() + "\n";
  }

  private ObjectNode node(Map<VerdictRun, LawVerdicts> runs) {
    ObjectNode all = JsonNodeFactory.instance.objectNode().put(SOURCE, source);
    ArrayNode list = all.putArray(RUNS);
    runs.forEach((run, found) -> {
      ObjectNode one = list.addObject().put("model", run.model().name());
      run.planted().foldLeft(one.putArray("planted"), ArrayNode::add);
      one.put("states", found.states()).put("steps", found.depth()).put("stuck", found.stuck());
      ObjectNode laws = one.putObject("laws");
      found.laws().forEach(law -> laws.put(law.law(), law.text()));
    });
    return all;
  }

  /** The runs of an earlier report of the same specifications; or one line about what is wrong. */
  public Either<String, Map<VerdictRun, LawVerdicts>> read(Path file) {
    return JsonFile.read(file)
        .filterOrElse(
            root -> root.path(SOURCE).isTextual() && root.path(RUNS).isArray(),
            root -> file + ": no report of defects --verdicts: it has no source and no runs")
        .filterOrElse(
            root -> root.path(SOURCE).asText().equals(source),
            root -> file + ": a report of other specifications than these")
        .flatMap(root ->
            Either.sequenceRight(
                List.ofAll(root.path(RUNS))
                    .zipWithIndex()
                    .map(t -> run(t._1).mapLeft(e -> file + ": run " + (t._2 + 1) + ": " + e))))
        .map(LinkedHashMap::ofEntries);
  }

  private Either<String, Tuple2<VerdictRun, LawVerdicts>> run(JsonNode node) {
    List<String> planted = List.ofAll(node.path("planted")).map(JsonNode::asText);
    return manifest
        .find(node.path("model").asText())
        .flatMap(model ->
            laws(node.path("laws"))
                .map(laws ->
                    Tuple.of(
                        new VerdictRun(model, planted),
                        new LawVerdicts(
                            laws,
                            node.path("states").asInt(),
                            node.path("steps").asInt(),
                            node.path("stuck").asInt()))));
  }

  private static Either<String, List<LawVerdict>> laws(JsonNode laws) {
    return Either.sequenceRight(
            Iterator.ofAll(laws.fields())
                .map(law -> LawVerdict.of(law.getKey(), law.getValue().asText()))
                .toList())
        .map(List::ofAll)
        .filterOrElse(found -> !found.isEmpty(), found -> "no laws");
  }
}
