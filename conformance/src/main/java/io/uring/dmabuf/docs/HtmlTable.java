package io.uring.dmabuf.docs;

import io.vavr.Tuple2;
import io.vavr.collection.List;
import io.vavr.control.Option;

/**
 * A table whose cells know the heading of their column: on a narrow screen, where the columns do
 * not fit, they stand beneath each other, each with its heading.
 *
 * @param header the headings of the columns, as HTML
 * @param rows the rows
 */
record HtmlTable(List<String> header, List<Row> rows) {

  /**
   * A row.
   *
   * @param id its place to link to, if it has one
   * @param cells its cells, as HTML; the first one is the row's heading
   */
  record Row(Option<String> id, List<String> cells) {}

  String html() {
    return "<table>\n<thead><tr>"
        + header.map(cell -> "<th scope=\"col\">" + cell + "</th>").mkString()
        + "</tr></thead>\n<tbody>\n"
        + rows.map(this::row).mkString()
        + "</tbody>\n</table>\n";
  }

  private String row(Row row) {
    return "<tr"
        + row.id().map(id -> " id=\"" + id + "\"").getOrElse("")
        + ">"
        + row.cells().headOption().map(cell -> "<th scope=\"row\">" + cell + "</th>").getOrElse("")
        + row.cells()
            .tailOption()
            .getOrElse(List.empty())
            .zip(header.tail())
            .map(this::cell)
            .mkString()
        + "</tr>\n";
  }

  private String cell(Tuple2<String, String> cell) {
    return cell._1.isEmpty()
        ? "<td></td>"
        : "<td data-of=\"" + cell._2.replaceAll("<[^>]*>", "") + "\">" + cell._1 + "</td>";
  }
}
