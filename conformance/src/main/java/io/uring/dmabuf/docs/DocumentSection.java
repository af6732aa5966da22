package io.uring.dmabuf.docs;

import io.uring.dmabuf.tlc.Page;
import io.vavr.collection.List;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A document of the repository, or a part of one under a heading of the second level.
 *
 * @param file the document, relative to the root
 * @param id its anchor
 * @param title its heading on the page
 * @param lines what follows the heading
 */
record DocumentSection(String file, String id, String title, List<String> lines) {

  private static final String HEADING = "## ";

  /** A whole document but for its title. */
  static DocumentSection whole(Path root, String file, String title) {
    return new DocumentSection(file, id(file), title, lines(root, file).tail());
  }

  /** What comes before a document's first heading of the second level. */
  static DocumentSection beginning(Path root, String file, String title) {
    return new DocumentSection(
        file,
        id(file),
        title,
        lines(root, file).tail().takeUntil(line -> line.startsWith(HEADING)));
  }

  /** The parts that follow, each under its heading. */
  static List<DocumentSection> parts(Path root, String file) {
    return parts(file, lines(root, file).dropUntil(line -> line.startsWith(HEADING)));
  }

  private static List<DocumentSection> parts(String file, List<String> lines) {
    if (lines.isEmpty()) {
      return List.empty();
    }
    String title = lines.head().substring(HEADING.length());
    List<String> own = lines.tail().takeUntil(line -> line.startsWith(HEADING));
    String id = Html.slug(title).toLowerCase(Locale.ROOT);
    return parts(file, lines.tail().drop(own.size()))
        .prepend(new DocumentSection(file, id, title, own));
  }

  private static String id(String file) {
    return PageLinks.DOCUMENTS.get(file).get();
  }

  private static List<String> lines(Path root, String file) {
    try {
      return List.ofAll(Files.readAllLines(root.resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PageSection section(PageLinks links) {
    MarkdownHtml markdown = new MarkdownHtml(file, id, links);
    return new PageSection(
        id, Page.escape(title), markdown.html(lines), lines.flatMap(markdown::place));
  }
}
