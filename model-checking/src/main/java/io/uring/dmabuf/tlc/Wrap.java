package io.uring.dmabuf.tlc;

import io.vavr.collection.List;

/** Text broken into lines of a limited width, after a blank or a comma where there is one. */
public final class Wrap {

  private Wrap() {}

  /**
   * The lines of a text, each indented; continuation lines two columns more.
   *
   * @param text one line, of any length
   * @param indent blanks before the first line, in columns
   * @param width the greatest width of a line, in columns
   */
  public static List<String> lines(String text, int indent, int width) {
    List<String> lines = List.empty();
    String rest = text.strip().replaceAll("\\s*\\R\\s*", " ");
    int margin = indent;
    while (margin + rest.length() > width) {
      int room = Math.max(1, width - margin);
      int at = breakAt(rest, room);
      lines = lines.append(" ".repeat(margin) + rest.substring(0, at).stripTrailing());
      rest = rest.substring(at).stripLeading();
      margin = Math.min(indent + 2, width - 20);
    }
    return lines.append(" ".repeat(margin) + rest);
  }

  /** A line as it is; one that is too long in lines that begin where it begins. */
  public static List<String> folded(String line, int width) {
    return line.length() <= width
        ? List.of(line)
        : lines(line, line.length() - line.stripLeading().length(), width);
  }

  private static int breakAt(String text, int room) {
    int blank = text.lastIndexOf(' ', room);
    int comma = text.lastIndexOf(',', room - 1) + 1;
    int at = Math.max(blank, comma);
    return at > room / 3 ? at : room;
  }
}
