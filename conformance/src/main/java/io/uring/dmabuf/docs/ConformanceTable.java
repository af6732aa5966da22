package io.uring.dmabuf.docs;

import io.uring.dmabuf.docs.Correspondence.Row;
import io.uring.dmabuf.docs.Correspondence.Section;
import io.vavr.collection.List;

/** The tables of {@code CONFORMANCE.md}: every variable and every action of the specifications. */
public final class ConformanceTable {

  private ConformanceTable() {}

  /** The lines of the tables, one section a module. */
  public static List<String> lines(Correspondence correspondence) {
    return correspondence.sections().flatMap(ConformanceTable::section);
  }

  private static List<String> section(Section section) {
    String module = section.module().name();
    return List.of("### " + module, "", section.about(), "")
        .append("| variable | Java | kernel | simplification |")
        .append("|---|---|---|---|")
        .appendAll(section.variables().map(ConformanceTable::variable))
        .append("")
        .append("| action | actor | Java | kernel | simplification |")
        .append("|---|---|---|---|---|")
        .appendAll(section.actions().map(ConformanceTable::action))
        .append("");
  }

  private static String variable(Row row) {
    return List.of(Markdown.code(row.spec()), row.java(), row.kernel(), row.note())
        .mkString("| ", " | ", " |");
  }

  private static String action(Row row) {
    String java =
        row.step()
            .map(step -> "[`" + step.shown() + "`](" + step.file() + ")")
            .getOrElse(row.java());
    return List.of(
            Markdown.code(row.spec()),
            row.actor(),
            java,
            row.actor().isEmpty() ? row.kernel() : Markdown.code(row.kernel()),
            row.note())
        .mkString("| ", " | ", " |");
  }
}
