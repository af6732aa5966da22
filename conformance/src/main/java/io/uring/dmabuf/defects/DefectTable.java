package io.uring.dmabuf.defects;

import io.vavr.collection.List;
import java.util.Locale;

/** The table of planted defects for a terminal, one row a defect, at most 80 columns. */
public final class DefectTable {
  private static final String ROW = "%-24s %-26s %6s %5s %4s %4s %s";

  private DefectTable() {}

  /** The lines: a header, a rule, the rows; below a row what is not as it is stated. */
  public static List<String> lines(List<DefectRow> rows) {
    String header = ROW.formatted("defect", "breaks", "states", "steps", "sec.", "Java", "bytes");
    return List.of(header, "-".repeat(header.length()))
        .appendAll(rows.flatMap(row -> row.wrong().map(line -> "  " + line).prepend(line(row))));
  }

  private static String line(DefectRow row) {
    return ROW.formatted(
        row.model().name(),
        row.law(),
        row.tlc().result().distinct(),
        row.steps(),
        String.format(Locale.ROOT, "%.1f", row.tlc().result().measured().seconds()),
        row.stepsInJava().map(String::valueOf).getOrElse("-"),
        row.damage().map(done -> done.isDone() ? "wrong" : "right").getOrElse("-"));
  }

  /** The last line. */
  public static String lastLine(List<DefectRow> rows) {
    List<DefectRow> explored = rows.filter(row -> row.explored().isDefined());
    List<DefectRow> damaged = rows.filter(row -> row.damage().isDefined());
    return "defects: %d of %d break their law; in Java %d of %d; in scenarios %d of %d"
        .formatted(
            rows.count(row -> row.tlc().isClean()),
            rows.size(),
            explored.count(DefectRow::isBrokenInJava),
            explored.size(),
            damaged.count(row -> row.damage().exists(Damage::isDone)),
            damaged.size());
  }
}
