package io.uring.dmabuf.docs;

import io.uring.dmabuf.tlc.Page;
import io.vavr.collection.Iterator;
import io.vavr.collection.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands in a line of a document: code, links, emphasis, and text. */
final class MarkdownInline {

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)\\]\\(([^)\\s]+)\\)");
  private static final Pattern EMPHASIS = Pattern.compile("\\*([^*\\s](?:[^*]*[^*\\s])?)\\*");
  private static final Pattern LINK_OR_TEXT = Pattern.compile("<a .*?</a>|[^<]+|<");

  /** Stand for a piece of code while the text around it is read; in a link it is none itself. */
  private static final String CODE_PLACE = "\u0001";

  private static final String CODE_IN_LINK = "\u0002";
  private static final Pattern PLACE = Pattern.compile("[" + CODE_PLACE + CODE_IN_LINK + "]");

  private final String file;
  private final PageLinks links;

  /**
   * The lines of a document.
   *
   * @param file the document, relative to the root
   * @param links what its names are linked to
   */
  MarkdownInline(String file, PageLinks links) {
    this.file = file;
    this.links = links;
  }

  /** A paragraph, an item, a heading or a cell. */
  String html(String text) {
    String linked = linked(Page.escape(CODE.matcher(text).replaceAll(CODE_PLACE)));
    String marked = EMPHASIS.matcher(linked).replaceAll("<em>$1</em>");
    Iterator<String> code =
        List.ofAll(CODE.matcher(text).results().map(found -> found.group(1)).toList()).iterator();
    return PLACE
        .matcher(outsideLinks(marked))
        .replaceAll(place ->
            Matcher.quoteReplacement(
                place.group().equals(CODE_PLACE)
                    ? links.code(code.next())
                    : Html.code(code.next())));
  }

  private String linked(String text) {
    return LINK.matcher(text)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                links.document(
                    file, found.group(2), found.group(1).replace(CODE_PLACE, CODE_IN_LINK))));
  }

  /** References become links, unless they stand in one. */
  private String outsideLinks(String html) {
    return LINK_OR_TEXT
        .matcher(html)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                found.group().startsWith("<a ") ? found.group() : links.references(found.group())));
  }
}
