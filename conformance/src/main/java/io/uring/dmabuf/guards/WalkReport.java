package io.uring.dmabuf.guards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uring.dmabuf.tlc.AtomicFile;
import io.uring.dmabuf.tlc.JsonFile;
import io.uring.dmabuf.tlc.Pretty;
import io.uring.dmabuf.tlc.Wrap;
import io.vavr.Tuple;
import io.vavr.collection.List;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;
import java.util.Locale;

/** The table of a walk, as lines for a terminal and as a file for programs. */
public final class WalkReport {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WIDTH = 80;

  private WalkReport() {}

  /** A row as lines of at most 80 columns: what was changed, and what noticed it. */
  public static List<String> lines(Row row) {
    return List.of(row.id() + "  (" + row.where() + ")")
        .appendAll(Wrap.lines(row.text(), 4, WIDTH))
        .appendAll(Wrap.lines(outcome(row), 4, WIDTH))
        .appendAll(row.again().isEmpty() ? List.empty() : List.of("    again: " + row.again()));
  }

  /** What noticed a change, in one line. */
  public static String outcome(Row row) {
    String seconds = String.format(Locale.ROOT, "%.1f s", row.seconds());
    return switch (row.status()) {
      case CAUGHT -> "caught by " + row.model() + ": " + row.check() + steps(row) + ", " + seconds;
      case EXPLAINED -> "not caught: " + row.check();
      case BOUND -> "not removed: " + row.check();
      case UNCAUGHT -> "NOT CAUGHT: " + row.check() + ", " + seconds;
      case STALE ->
          "STALE NOTE: caught by " + row.model() + ": " + row.check() + steps(row) + ", " + seconds;
      case UNUSABLE -> "NO ANSWER: " + row.check();
    };
  }

  private static String steps(Row row) {
    return row.trace().map(n -> ", " + n + (n == 1 ? " step" : " steps")).getOrElse("");
  }

  /** The last line of a walk. */
  public static String lastLine(String what, List<Row> rows) {
    return what
        + ": "
        + rows.size()
        + List.of(Row.Status.values())
            .map(status -> count(rows, status))
            .filter(text -> !text.isEmpty())
            .mkString(" in all; ", ", ", "");
  }

  private static String count(List<Row> rows, Row.Status status) {
    int count = rows.count(row -> row.status() == status);
    String name =
        switch (status) {
          case CAUGHT -> "caught";
          case EXPLAINED -> "cannot be caught, for a stated reason";
          case BOUND -> "bounds of models, not removed";
          case UNCAUGHT -> "NOT CAUGHT";
          case STALE -> "caught although a note says otherwise";
          case UNUSABLE -> "without an answer";
        };
    return count == 0 ? "" : count + " " + name;
  }

  /** Writes NAME.json and NAME.txt whole; one line that says why that is impossible. */
  public static Either<String, List<Path>> write(Path folder, String name, List<Row> rows) {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode list = root.putArray("rows");
    rows.forEach(row -> put(list.addObject(), row));
    ObjectNode totals = root.putObject("totals").put("rows", rows.size());
    List.of(Row.Status.values())
        .forEach(status ->
            totals.put(
                status.name().toLowerCase(Locale.ROOT), rows.count(r -> r.status() == status)));
    String text =
        rows.flatMap(WalkReport::lines).append(lastLine(name, rows)).mkString("", "\n", "\n");
    return AtomicFile.writeAll(
        List.of(
            Tuple.of(folder.resolve(name + ".txt"), text),
            Tuple.of(json(folder, name), Pretty.print(root))));
  }

  /** Whether a report can be written, before the walk; one line that says why it cannot be. */
  public static Either<String, Path> check(Path folder, String name) {
    return AtomicFile.check(json(folder, name));
  }

  private static Path json(Path folder, String name) {
    return folder.resolve(name + ".json");
  }

  private static void put(ObjectNode node, Row row) {
    node.put("id", row.id()).put("where", row.where()).put("text", row.text());
    node.put("status", row.status().name().toLowerCase(Locale.ROOT));
    node.put("model", row.model()).put("check", row.check());
    node.put("trace", row.trace().getOrNull());
    node.put("seconds", Math.round(row.seconds() * 100) / 100.0).put("again", row.again());
  }

  /** The rows of a report that was written before; none when there is none. */
  public static List<Row> read(Path folder, String name) {
    return JsonFile.read(json(folder, name))
        .map(tree -> List.ofAll(tree.path("rows")).map(WalkReport::row))
        .getOrElse(List.empty());
  }

  private static Row row(JsonNode node) {
    return new Row(
        node.path("id").asText(),
        node.path("where").asText(),
        node.path("text").asText(),
        Row.Status.valueOf(node.path("status").asText().toUpperCase(Locale.ROOT)),
        node.path("model").asText(),
        node.path("check").asText(),
        Option.when(node.path("trace").isInt(), () -> node.path("trace").asInt()),
        node.path("seconds").asDouble(),
        node.path("again").asText());
  }
}
