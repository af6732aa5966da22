package io.uring.dmabuf.defects;

import io.uring.dmabuf.defects.PostedDesign.Kind;
import io.uring.dmabuf.defects.Verdicts.Column;
import io.uring.dmabuf.tlc.Wrap;
import io.uring.dmabuf.tlc.models.ModelEntry;
import io.uring.dmabuf.tlc.run.LawVerdict;
import io.vavr.Tuple2;
import io.vavr.collection.List;

/** The table of designs and laws for a terminal or a mail, at most 80 columns. */
public final class VerdictTable {
  private static final int WIDTH = 80;
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private final Verdicts verdicts;
  private final List<Column> columns;
  private final List<Integer> widths;

  private VerdictTable(Verdicts verdicts) {
    this.verdicts = verdicts;
    this.columns = verdicts.differingColumns().take(LETTERS.length());
    this.widths =
        columns.map(
            column -> verdicts.rows().map(row -> cell(row.of(column)).length()).max().getOrElse(1));
  }

  /** The lines: what the cells say, the rows, the columns, the bounds, and what follows. */
  public static List<String> lines(Verdicts verdicts) {
    VerdictTable table = new VerdictTable(verdicts);
    return table
        .rows()
        .append("")
        .appendAll(table.legend())
        .append("")
        .appendAll(table.bounds())
        .append("")
        .appendAll(table.answer());
  }

  private List<String> rows() {
    List<String> letters = columns.zipWithIndex().map(column -> letter(column._2));
    List<String> head =
        List.of(
            ".  holds        -  not reached: nothing that the law speaks of is there",
            "n  broken in n steps        ?  has no value",
            "",
            line("", letters));
    return List.of(Kind.values()).foldLeft(head, (lines, kind) -> lines.appendAll(rows(kind)));
  }

  private List<String> rows(Kind kind) {
    List<Verdicts.Row> rows = verdicts.rows().filter(row -> row.design().kind() == kind);
    return switch (kind) {
      case INTENDED, POSTED -> rows.map(row -> row(kind.title(), row));
      case POSTED_BUT, INTENDED_BUT ->
          rows.map(row -> row("  " + row.design().named().head(), row)).prepend(kind.title());
      case ENOUGH ->
          rows.flatMap(row ->
              List.of(kind.title())
                  .append(
                      row(
                          "  "
                              + row.design().named().size()
                              + " of "
                              + row.design().planted().appendAll(row.design().named()).size(),
                          row)));
    };
  }

  private String row(String title, Verdicts.Row row) {
    return line(title, columns.map(row::of).map(VerdictTable::cell));
  }

  /** A column is as wide as the longest of its cells. */
  private String line(String title, List<String> cells) {
    return "%-26s %s"
        .formatted(
            title,
            cells.zip(widths).map(cell -> ("%" + cell._2 + "s").formatted(cell._1)).mkString(" "));
  }

  private static String cell(LawVerdict verdict) {
    return switch (verdict.kind()) {
      case HOLDS -> ".";
      case NOT_REACHED -> "-";
      case NO_VALUE -> "?";
      case BROKEN -> String.valueOf(verdict.steps());
    };
  }

  private static String letter(int column) {
    return LETTERS.substring(column, column + 1);
  }

  private List<String> legend() {
    return columns
        .zipWithIndex()
        .map(column ->
            "%s  %-28s %s".formatted(letter(column._2), column._1.model(), column._1.law()))
        .append("")
        .appendAll(
            Wrap.lines(
                "No design breaks any other of the "
                    + verdicts.speakingColumns().size()
                    + " laws that say something in these models.",
                0,
                WIDTH));
  }

  private List<String> bounds() {
    return verdicts
        .models()
        .map(model -> {
          Tuple2<Integer, Integer> states = verdicts.states(model);
          int stuck = verdicts.stuck(model);
          return "%-28s %17s %6d"
                  .formatted(
                      model.name(),
                      states._1.equals(states._2)
                          ? "%,d".formatted(states._1)
                          : "%,d to %,d".formatted(states._1, states._2),
                      verdicts.depth(model))
              + (stuck == 0 ? "" : "  %,d without a value".formatted(stuck));
        })
        .prepend("%-28s %17s %6s".formatted("explored whole", "states", "steps"));
  }

  private List<String> answer() {
    List<String> base = verdicts.needed(verdicts.onItsBase());
    List<String> all = verdicts.needed(verdicts.models());
    List<String> posted = verdicts.row(Kind.POSTED, List.empty()).get().design().planted();
    return Wrap.lines(enough(base, verdicts.onItsBase(), posted), 0, WIDTH)
        .appendAll(
            all.equals(base)
                ? List.empty()
                : Wrap.lines(
                    "On kernels with "
                        + kernels()
                        + " also "
                        + all.removeAll(base).mkString(", ")
                        + ": "
                        + enough(all, verdicts.models(), posted),
                    0,
                    WIDTH));
  }

  private String kernels() {
    return verdicts.models().flatMap(ModelEntry::kernels).distinct().mkString(" or ");
  }

  private String enough(List<String> needed, List<ModelEntry> among, List<String> posted) {
    boolean enough =
        verdicts.row(Kind.ENOUGH, needed).exists(row -> !Verdicts.isBroken(row, among));
    List<String> others = posted.removeAll(needed);
    return needed.size()
        + " of "
        + posted.size()
        + " corrections are needed, since each of these defects breaks a law by itself; "
        + (enough ? "they are enough" : "they are not enough")
        + (others.isEmpty()
            ? "."
            : (enough ? ": with " : ", since with ")
                + others.mkString(" and ")
                + (enough ? " left as posted no law is broken." : " a law is broken still."));
  }
}
