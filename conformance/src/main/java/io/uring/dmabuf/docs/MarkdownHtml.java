package io.uring.dmabuf.docs;

import io.uring.dmabuf.docs.HtmlTable.Row;
import io.uring.dmabuf.tlc.Page;
import io.vavr.collection.HashSet;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import io.vavr.control.Option;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document of the repository as HTML: headings, paragraphs, lists of one level, tables, and text
 * as it is, by indentation or between fences. More the documents do not use.
 */
final class MarkdownHtml {

  private static final Pattern HEADING = Pattern.compile("(#{2,4}) +(.*)");
  private static final Pattern NUMBERED = Pattern.compile("(\\d+)\\. .*");
  private static final String FENCE = "```";
  private static final String ITEM = "* ";
  private static final String INDENT = "    ";

  /** Tables that list what others name: their rows are places to link to. */
  private static final Set<String> LISTS = HashSet.of("actor", "defect", "word");

  private final String id;
  private final MarkdownInline inline;

  /**
   * A document.
   *
   * @param file the document, relative to the root
   * @param id what its anchors begin with
   * @param links what its names are linked to
   */
  MarkdownHtml(String file, String id, PageLinks links) {
    this.id = id;
    this.inline = new MarkdownInline(file, links);
  }

  /** Some lines of the document. */
  String html(List<String> lines) {
    String html = "";
    List<String> rest = lines;
    while (!rest.isEmpty()) {
      List<String> block = block(rest);
      html += html(block.head(), block);
      rest = rest.drop(block.size());
    }
    return html;
  }

  /** The lines that belong together, at least one. */
  private static List<String> block(List<String> lines) {
    String first = lines.head();
    if (first.startsWith(FENCE)) {
      return lines.take(lines.indexWhere(FENCE::equals, 1) + 1);
    }
    if (first.startsWith("|")) {
      return lines.takeWhile(line -> line.startsWith("|"));
    }
    if (first.startsWith(INDENT)) {
      return lines.takeWhile(line -> line.isBlank() || line.startsWith(INDENT));
    }
    if (first.startsWith(ITEM)) {
      return lines.takeWhile(line -> line.startsWith(ITEM) || line.startsWith("  "));
    }
    return isAlone(first) ? List.of(first) : lines.takeUntil(paragraphEnds());
  }

  private static boolean isAlone(String line) {
    return line.isBlank() || line.startsWith("<!--") || HEADING.matcher(line).matches();
  }

  private static Predicate<String> paragraphEnds() {
    return line -> isAlone(line) || line.startsWith("|") || line.startsWith(ITEM);
  }

  private String html(String first, List<String> block) {
    if (first.isBlank() || first.startsWith("<!--")) {
      return "";
    }
    if (first.startsWith(FENCE)) {
      return verbatim(block.drop(1).dropRight(1));
    }
    if (first.startsWith(INDENT)) {
      return verbatim(block.map(line -> line.replaceFirst(INDENT, "")));
    }
    if (first.startsWith("|")) {
      return table(block);
    }
    if (first.startsWith(ITEM)) {
      return list(block);
    }
    return HEADING.matcher(first).matches()
        ? heading(first)
        : "<p>" + inline.html(block.mkString(" ")) + "</p>\n";
  }

  private static String verbatim(List<String> lines) {
    return "<pre>" + Page.escape(lines.mkString("\n").stripTrailing()) + "</pre>\n";
  }

  private String heading(String line) {
    int level = line.indexOf(' ') + 1;
    return "<h"
        + level
        + " id=\""
        + headingId(title(line))
        + "\">"
        + inline.html(title(line))
        + "</h"
        + level
        + ">\n";
  }

  private static String title(String line) {
    return line.replaceFirst("#+ +", "").strip();
  }

  private String headingId(String title) {
    Matcher numbered = NUMBERED.matcher(title);
    return id + "-" + (numbered.matches() ? numbered.group(1) : Html.slug(title));
  }

  /** A link to a line that is a heading of the second level. */
  Option<String> place(String line) {
    return Option.when(
        line.startsWith("## "),
        () -> Html.link(headingId(title(line)), Page.escape(title(line).replace("`", ""))));
  }

  private String list(List<String> lines) {
    return List.of(lines.mkString("\n").substring(ITEM.length()).split("\n\\* "))
        .map(item -> "<li>" + inline.html(item.replaceAll("\\s*\n\\s*", " ")) + "</li>\n")
        .mkString("<ul>\n", "", "</ul>\n");
  }

  private String table(List<String> lines) {
    List<String> header = cells(lines.head());
    boolean linked = LISTS.contains(header.head());
    return new HtmlTable(
            header.map(inline::html),
            lines
                .drop(2)
                .map(MarkdownHtml::cells)
                .map(cells ->
                    new Row(
                        Option.when(linked, () -> rowId(cells.head())), cells.map(inline::html))))
        .html();
  }

  private String rowId(String cell) {
    return id + "-" + Html.slug(cell);
  }

  private static List<String> cells(String line) {
    return List.of(line.strip().replaceAll("^\\||\\|$", "").split("(?<!\\\\)\\|", -1))
        .map(cell -> cell.strip().replace("\\|", "|"));
  }
}
