package io.uring.dmabuf.audit.read;

import io.vavr.control.Option;
import java.nio.charset.StandardCharsets;

/**
 * A line of a trace with all that it says, also of events that no rule needs.
 *
 * @param number its number, from 1
 * @param task the process id of who was running
 * @param cpu the processor
 * @param event the event
 * @param text what the event says
 */
public record TraceLine(int number, int task, int cpu, String event, String text) {

  /** The line, if it is one; none for what begins with a hash. */
  public static Option<TraceLine> of(int number, String line) {
    if (line.startsWith("#")) {
      return Option.none();
    }
    byte[] bytes = bytes(line);
    Head head = new Head();
    if (head.read(bytes, 0, bytes.length) != Head.Kind.EVENT) {
      throw new IllegalArgumentException("line " + number + " is no line of a trace: " + line);
    }
    return Option.some(
        new TraceLine(
            number,
            head.pid(),
            head.cpu(),
            line.substring(head.nameFrom(), head.nameTo()),
            line.substring(head.text())));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private Cursor cursor() {
    byte[] bytes = bytes(text);
    Cursor cursor = new Cursor(new Names());
    cursor.set(bytes, 0, bytes.length);
    return cursor;
  }

  /** The word behind a name; none if the name is not there. */
  public Option<String> find(String name) {
    Cursor cursor = cursor();
    return Option.when(cursor.find(name), cursor::word);
  }

  /** The number behind a name, decimal or hexadecimal. */
  public long value(String name) {
    Cursor cursor = cursor();
    long value = cursor.number(name);
    if (cursor.hasFailed()) {
      throw new IllegalArgumentException("line " + number + " lacks " + name);
    }
    return value;
  }

  /** Whether a program wrote it, beginning with the given words. */
  public boolean isMark(String words) {
    return event.equals("tracing_mark_write") && text.startsWith("ul: " + words);
  }

  @Override
  public String toString() {
    return "line " + number + " (" + event + ": " + text + ")";
  }
}
