package io.uring.dmabuf.docs;

import io.vavr.collection.List;

/**
 * A module that takes the place of a definition: a heading with its name, what it is about, facts
 * in one line, and its text.
 */
final class ReplacementHtml {

  private final Modules modules;
  private final TlaHtml tla;
  private final PageLinks links;
  private final Laws laws;

  ReplacementHtml(Modules modules, TlaHtml tla, PageLinks links, Laws laws) {
    this.modules = modules;
    this.tla = tla;
    this.links = links;
    this.laws = laws;
  }

  /**
   * The part of the page about one.
   *
   * @param id where links lead to
   * @param name its name on the page
   * @param prose what it is about
   * @param facts HTML
   * @param module the module, of whose blocks the first says what the prose does
   */
  String html(String id, String name, String prose, String facts, String module) {
    return "<h3 id=\""
        + id
        + "\">"
        + Html.code(name)
        + "</h3>\n<p>"
        + links.words(prose)
        + "</p>\n"
        + Html.paragraph("law", facts)
        + modules
            .find(module)
            .map(found ->
                new PassageHtml(found.name(), List.empty(), tla, links, laws)
                    .html(found.blocks().tail()))
            .getOrElse("");
  }
}
