package io.uring.dmabuf.docs;

import io.uring.dmabuf.docs.Correspondence.Row;
import io.uring.dmabuf.docs.Correspondence.Section;
import io.vavr.collection.List;

/** The tables of conformance: every variable and every action, and what is simpler here. */
public final class ConformanceTable {

  /** A note that only tells where the Java has the step. */
  private static final String PLACE = "`\\w+\\.\\w+`";

  /** From the folder of the table to the root of the repository. */
  private static final String ROOT = "../";

  private ConformanceTable() {}

  /**
   * Every variable and every action, for a document in a folder of the root; one section a module.
   */
  public static List<String> lines(Correspondence correspondence) {
    return correspondence.sections().flatMap(ConformanceTable::section);
  }

  /** The variables and actions that leave out something of the kernel, and what. */
  public static List<String> simplifications(Correspondence correspondence) {
    return correspondence.sections().flatMap(ConformanceTable::simplified);
  }

  private static List<String> simplified(Section section) {
    List<Row> rows =
        section
            .variables()
            .appendAll(section.actions())
            .reject(row -> row.note().isEmpty() || row.note().matches(PLACE));
    return rows.isEmpty()
        ? List.empty()
        : Markdown.header(List.of("`" + section.module().name() + "`", "simpler here"))
            .appendAll(rows.map(row -> Markdown.row(List.of(Markdown.code(name(row)), row.note()))))
            .append("");
  }

  /** The name without parameters. */
  private static String name(Row row) {
    return row.spec().replaceFirst("\\(.*", "");
  }

  private static List<String> section(Section section) {
    return List.of("## " + section.module().name(), "", section.about(), "")
        .appendAll(variables(section))
        .appendAll(actions(section));
  }

  private static List<String> actions(Section section) {
    return section.actions().isEmpty()
        ? List.empty()
        : Markdown.header(List.of("action", "actor", "Java", "kernel", "simplification"))
            .appendAll(section.actions().map(ConformanceTable::action))
            .append("");
  }

  private static List<String> variables(Section section) {
    return section.variables().isEmpty()
        ? List.empty()
        : Markdown.header(List.of("variable", "Java", "kernel", "simplification"))
            .appendAll(section.variables().map(ConformanceTable::variable))
            .append("");
  }

  private static String variable(Row row) {
    return Markdown.row(
        List.of(Markdown.code(row.spec()), row.java(), row.kernel(), fromFolder(row.note())));
  }

  private static String action(Row row) {
    String java =
        row.step()
            .map(step -> "[`" + step.shown() + "`](" + ROOT + step.file() + ")")
            .getOrElse(row.java());
    return Markdown.row(
        List.of(
            Markdown.code(row.spec()),
            row.actor(),
            java,
            row.actor().isEmpty() ? row.kernel() : Markdown.code(row.kernel()),
            fromFolder(row.note())));
  }

  /** A note's links are written from the root. */
  private static String fromFolder(String note) {
    return note.replace("](", "](" + ROOT);
  }
}
