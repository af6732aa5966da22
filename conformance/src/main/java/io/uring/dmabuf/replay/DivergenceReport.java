package io.uring.dmabuf.replay;

import io.uring.dmabuf.replay.Divergence.Difference;
import io.uring.dmabuf.replay.Divergence.Headings;
import io.uring.dmabuf.tlc.Wrap;
import io.uring.dmabuf.tlc.trace.Trace;
import io.uring.dmabuf.tlc.trace.TracePrinter;
import io.vavr.collection.List;

/** A divergence as plain text of at most 80 columns. */
final class DivergenceReport {
  private static final int WIDTH = 80;
  private static final int MAX_DIFFERENCES = 40;
  private static final int MAX_CELL_LINES = 6;

  private final TracePrinter printer;

  /** A report whose steps stand in the columns of their actors. */
  DivergenceReport(TracePrinter printer) {
    this.printer = printer;
  }

  /** The whole report, without a line end at its end. */
  String text(Divergence divergence) {
    List<String> lines =
        Wrap.lines("Model " + divergence.model() + ": " + divergence.headline() + ".", 0, WIDTH)
            .appendAll(divergence.cause().remarks().flatMap(remark -> Wrap.lines(remark, 2, WIDTH)))
            .append("")
            .appendAll(path(divergence.trace()));
    if (divergence.differences().nonEmpty()) {
      lines = lines.append("").appendAll(table(divergence));
    }
    return lines.mkString("\n");
  }

  private List<String> path(Trace trace) {
    return trace.steps().isEmpty() ? List.of("In the initial state.") : printer.columns(trace);
  }

  private static List<String> table(Divergence divergence) {
    List<Difference> shown = divergence.differences().take(MAX_DIFFERENCES);
    int first = Math.min(30, shown.map(d -> d.place().length()).max().getOrElse(0));
    int cell = (WIDTH - first - 4) / 2;
    Headings headings = divergence.cause().headings();
    List<String> lines =
        row("", headings.left(), headings.right(), first, cell)
            .appendAll(shown.flatMap(d -> row(d.place(), d.left(), d.right(), first, cell)));
    int hidden = divergence.differences().size() - shown.size();
    return hidden == 0 ? lines : lines.append("and " + hidden + " more differences");
  }

  private static List<String> row(String a, String b, String c, int first, int cell) {
    List<String> x = Wrap.lines(a, 0, Math.max(first, 21));
    List<String> y = cut(Wrap.lines(b, 0, cell));
    List<String> z = cut(Wrap.lines(c, 0, cell));
    int height = Math.max(x.size(), Math.max(y.size(), z.size()));
    String format = "%-" + Math.max(1, first) + "s  %-" + cell + "s  %s";
    return List.range(0, height)
        .map(i -> format.formatted(at(x, i), at(y, i), at(z, i)).stripTrailing());
  }

  private static String at(List<String> lines, int index) {
    return index < lines.size() ? lines.get(index) : "";
  }

  private static List<String> cut(List<String> lines) {
    return lines.size() <= MAX_CELL_LINES ? lines : lines.take(MAX_CELL_LINES - 1).append("...");
  }
}
