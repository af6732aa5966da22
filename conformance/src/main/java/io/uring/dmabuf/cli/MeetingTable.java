package io.uring.dmabuf.cli;

import io.uring.dmabuf.tlc.Measured.Pair;
import io.uring.dmabuf.tlc.Wrap;
import io.uring.dmabuf.tlc.check.ModelOutcome;
import io.vavr.collection.HashMap;
import io.vavr.collection.List;
import io.vavr.collection.Map;

/**
 * The matrix of the groups of steps that meet, summed over the replayed models: a row for each
 * group in its middle, a column for each one that takes a step meanwhile.
 */
final class MeetingTable {
  private static final String ROW = "%-16s";
  private static final int CELL = 8;
  private static final int NAME = 16;

  private MeetingTable() {}

  /**
   * The lines; none where no two groups meet.
   *
   * @param width the columns of the terminal
   */
  static List<String> lines(List<ModelOutcome> outcomes, int width) {
    Map<String, Long> met =
        outcomes
            .flatMap(outcome -> outcome.result().measured().pairs())
            .filter(pair -> pair.transitions() > 0)
            .foldLeft(
                HashMap.empty(),
                (sums, pair) ->
                    sums.put(key(pair.busy(), pair.moving()), pair.transitions(), Long::sum));
    if (met.isEmpty()) {
      return List.empty();
    }
    List<Pair> pairs =
        met.toList().map(t -> new Pair(t._1.split(" x ")[0], t._1.split(" x ")[1], t._2));
    List<String> busy = pairs.map(Pair::busy).distinct().sorted();
    List<String> moving = pairs.map(Pair::moving).distinct().sorted();
    return moving
        .grouped(Math.max(1, (width - NAME) / CELL))
        .toList()
        .flatMap(columns -> block(busy, columns, met))
        .prependAll(
            Wrap.lines(
                "transitions of a group (columns) while another one (rows) is in its middle:",
                0,
                width));
  }

  private static List<String> block(
      List<String> busy, List<String> columns, Map<String, Long> met) {
    String header = columns.foldLeft(ROW.formatted(""), (line, name) -> line + cell(shorter(name)));
    return busy.map(row ->
            columns.foldLeft(
                ROW.formatted(row),
                (line, column) -> line + cell(number(met.getOrElse(key(row, column), 0L)))))
        .prepend(header)
        .append("");
  }

  private static String key(String busy, String moving) {
    return busy + " x " + moving;
  }

  private static String cell(String text) {
    return " ".repeat(Math.max(1, CELL - text.length())) + text;
  }

  private static String shorter(String name) {
    return name.length() < CELL ? name : name.substring(0, CELL - 2) + ".";
  }

  /** A count in at most seven characters. */
  private static String number(long count) {
    return count == 0 ? "-" : count < 1_000_000 ? String.valueOf(count) : count / 1_000_000 + "M";
  }
}
