package io.uring.dmabuf.docs;

import io.vavr.collection.List;

/**
 * A section of the page.
 *
 * @param id its anchor
 * @param title its heading, as HTML without links
 * @param body what follows the heading, as HTML
 * @param places what the contents list beneath it: links
 */
record PageSection(String id, String title, String body, List<String> places) {

  /** The section with its heading. */
  String html() {
    return "<section>\n<h2 id=\"" + id + "\">" + title + "</h2>\n" + body + "</section>\n";
  }

  /** Its item in the contents. */
  String item() {
    String link = Html.link(id, title);
    return places.isEmpty()
        ? "<li>" + link + "</li>\n"
        : "<li>"
            + link
            + " <details><summary aria-label=\"Parts of "
            + title
            + "\">parts</summary>\n<ul>\n"
            + places.map(place -> "<li>" + place + "</li>\n").mkString()
            + "</ul></details></li>\n";
  }
}
