package io.uring.dmabuf.docs;

import io.uring.dmabuf.tlc.Page;

/** The few elements that every part of the page is made of. */
final class Html {

  private Html() {}

  /** A link to a place of the page. */
  static String link(String id, String inner) {
    return "<a href=\"#" + id + "\">" + inner + "</a>";
  }

  /** A text in the letters of a program. */
  static String code(String text) {
    return "<code>" + Page.escape(text) + "</code>";
  }

  /** A paragraph of some kind. */
  static String paragraph(String kind, String inner) {
    return "<p class=\"" + kind + "\">" + inner + "</p>\n";
  }

  /** What is shown when it is asked for. */
  static String details(String summary, String inner) {
    return "<details><summary>" + summary + "</summary>" + inner + "</details>";
  }

  /** A part of a name in the anchors of a page: letters, digits, dots, {@code _} and {@code -}. */
  static String slug(String text) {
    return text.replaceAll("[^A-Za-z0-9_.-]+", "-").replaceAll("^-|-$", "");
  }
}
