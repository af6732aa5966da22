package io.uring.dmabuf.recorded;

import io.vavr.control.Option;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a trace of ftrace.
 *
 * @param number its number, from 1
 * @param task the process id of who was running
 * @param cpu the processor
 * @param event the event
 * @param text what the event says
 */
record Line(int number, int task, int cpu, String event, String text) {
  /** The name of a task may have spaces and dashes: its id is behind the last dash. */
  private static final Pattern FORMAT =
      Pattern.compile("\\s*.+-(\\d+)\\s+\\[(\\d+)]\\s+\\S+\\s+[\\d.]+: (\\w+): (.*)");

  /** The line, if it is one; none for what begins with a hash. */
  static Option<Line> parse(int number, String line) {
    if (line.startsWith("#")) {
      return Option.none();
    }
    Matcher found = FORMAT.matcher(line);
    if (!found.matches()) {
      throw new IllegalArgumentException("line " + number + " is no line of a trace: " + line);
    }
    return Option.some(
        new Line(
            number,
            Integer.parseInt(found.group(1)),
            Integer.parseInt(found.group(2)),
            found.group(3),
            found.group(4)));
  }

  /** What stands behind a name and an equals sign or a space; none if the name is not there. */
  Option<String> find(String name) {
    Matcher found = Pattern.compile("\\b" + name + "[= ]([^\\s,]+)").matcher(text);
    return Option.when(found.find(), () -> found.group(1));
  }

  /** The number behind a name, decimal or hexadecimal. */
  long value(String name) {
    return Long.decode(
        find(name)
            .getOrElseThrow(
                () -> new IllegalArgumentException("line " + number + " lacks " + name)));
  }

  /** Whether a program wrote it, beginning with the given words. */
  boolean isMark(String words) {
    return event.equals("tracing_mark_write") && text.startsWith("ul: " + words);
  }

  @Override
  public String toString() {
    return "line " + number + " (" + event + ": " + text + ")";
  }
}
