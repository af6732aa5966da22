package io.uring.dmabuf.audit.read;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Began;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.Lost;
import io.uring.dmabuf.tlc.InputFile;
import io.vavr.collection.List;
import io.vavr.collection.Set;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The events of one file, in its order. Dialects are told a line at a time, so that they may be
 * mixed.
 */
public final class EventReader {
  /** The bytes, of lines that nobody knows, behind which nothing else is expected. */
  static final int FOREIGN = InputFile.LIMIT;

  private static final String GRAPH = "function_graph tells of no task: its events are left out";

  /** Before the fields of an event whose text trace-cmd and perf cannot make. */
  private static final String RAW = "[FAILED TO PARSE] ";

  private final int file;
  private final Lines lines;
  private final Names names = new Names();
  private final EventTable table;
  private final Cursor text = new Cursor(names);
  private final Head head = new Head();
  private final Header header = new Header(text);
  private final Clock clock = new Clock();
  private final ToldLines told = new ToldLines();

  private long used;
  private long ignored;
  private long unparsable;
  private long recognised;
  private @Nullable Event pending;
  private boolean cut;

  /**
   * The events of a file.
   *
   * @param file its number among all files
   * @param lines its lines
   */
  public EventReader(int file, Lines lines) {
    this(file, lines, new EventTable());
  }

  private EventReader(int file, Lines lines, EventTable table) {
    this.file = file;
    this.lines = lines;
    this.table = table;
  }

  /** {@return the events of a file, with those that only the specification asks for} */
  public static EventReader withMore(int file, Lines lines) {
    return new EventReader(file, lines, new EventTable(true));
  }

  /** {@return the names of the events that are read, in all versions} */
  public static Set<String> tracepoints() {
    return new EventTable(true).names();
  }

  /** {@return the functions of the kernel of which probes are read} */
  public static List<String> functions() {
    return ProbeLines.functions();
  }

  /** {@return how many lines so far could not be read} */
  public long unparsable() {
    return unparsable;
  }

  /** {@return what became of the lines so far} */
  public Counts counts() {
    return new Counts(used, ignored, unparsable);
  }

  /** {@return whether any line was one of a trace or of a log} */
  public boolean hasRecognised() {
    return recognised > 0;
  }

  /** {@return whether so much was read and no line recognised that the rest is left unread} */
  private boolean isForeign() {
    return recognised == 0 && used == 0 && lines.read() > FOREIGN;
  }

  /** {@return the next event, or null at the end of the file} */
  public @Nullable Event next() throws IOException {
    Event waiting = pending;
    if (waiting != null) {
      pending = null;
      return waiting;
    }
    while (!isForeign() && lines.next()) {
      Event event = read();
      if (event != null) {
        used++;
        return event;
      }
    }
    return atEnd();
  }

  /** A file that was cut has lost its end. */
  private @Nullable Event atEnd() {
    String shortfall = header.takeShortfall();
    if (shortfall != null) {
      return new Lost(here(), shortfall);
    }
    if (!lines.isTerminated() && !cut) {
      cut = true;
      return new Lost(here(), "the last line has no end: the file may be cut");
    }
    return null;
  }

  private At here() {
    return new At(file, lines.number(), At.UNTIMED, At.NO_CPU, At.NO_PID);
  }

  private @Nullable Event read() {
    byte[] bytes = lines.bytes();
    int from = lines.from();
    int to = lines.to();
    while (from < to && Bytes.isBlank(bytes[from])) {
      from++;
    }
    if (from == to) {
      ignored++;
      return null;
    }
    if (lines.isOverlong()) {
      unparsable++;
      return null;
    }
    if (bytes[from] == '{') {
      return told(bytes, from, to);
    }
    if (bytes[from] == '#' && !(from + 1 < to && Bytes.isDigit(bytes[from + 1]))) {
      return comment(bytes, from, to);
    }
    return switch (head.read(bytes, lines.from(), to)) {
      case EVENT -> event(bytes, to);
      case OTHER -> {
        header.count();
        yield ignore();
      }
      case LOG -> log(to);
      case NONE -> other(bytes, from, to);
    };
  }

  private @Nullable Event ignore() {
    recognised++;
    ignored++;
    return null;
  }

  private At at() {
    return new At(file, lines.number(), head.nanos(), head.cpu(), head.pid());
  }

  private @Nullable Event event(byte[] bytes, int to) {
    header.count();
    Line line = table.find(bytes, head.nameFrom(), head.nameTo());
    if (line == null) {
      if (head.text() == to || bytes[head.text()] != '(') {
        return ignore();
      }
      line = table.probes();
    }
    text.set(bytes, head.text(), to);
    text.skip(RAW);
    Event event = line.read(at(), text);
    if (event == null) {
      return ignore();
    }
    Event accepted = accept(event);
    if (accepted != null && clock.isFoundCoarse(head.nanos(), head.ticks())) {
      pending = accepted;
      return new Began(at(), true, Clock.COARSE);
    }
    return accepted;
  }

  private @Nullable Event accept(Event event) {
    if (text.hasFailed()) {
      unparsable++;
      return null;
    }
    recognised++;
    return event;
  }

  private @Nullable Event log(int to) {
    text.set(lines.bytes(), head.text(), to);
    Event event = LogLines.read(at(), text);
    return event == null || text.hasFailed() ? ignore() : accept(event);
  }

  private @Nullable Event told(byte[] bytes, int from, int to) {
    Event event = told.read(file, lines.number(), bytes, from, to);
    if (event == null) {
      unparsable++;
    } else {
      recognised++;
    }
    return event;
  }

  /** A line without a head: of a log that was pasted, or a note on lost events. */
  private @Nullable Event other(byte[] bytes, int from, int to) {
    String lost = Losses.in(bytes, from, to);
    if (lost != null) {
      recognised++;
      return new Lost(here(), lost);
    }
    text.set(bytes, from, to);
    Event event = LogLines.read(here(), text);
    if (event != null && !text.hasFailed()) {
      return accept(event);
    }
    boolean isIndented = from > lines.from();
    if (Header.isOfReport(bytes, from, to) || isFrame(bytes, from, to, isIndented)) {
      return ignore();
    }
    unparsable++;
    return null;
  }

  /** A line of the stack that ftrace, trace-cmd and perf print behind an event, if asked to. */
  private static boolean isFrame(byte[] bytes, int from, int to, boolean isIndented) {
    int i = from;
    while (i < to && Bytes.digit(bytes[i]) >= 0) {
      i++;
    }
    return Bytes.startsWith("=> ", bytes, from, to)
        || isIndented && i > from && i < to && bytes[i] == ' ' && bytes[to - 1] == ')';
  }

  private @Nullable Event comment(byte[] bytes, int from, int to) {
    if (Header.isStart(bytes, from, to)) {
      clock.restart();
      recognised++;
      boolean isGraph = Bytes.find("function_graph", bytes, from, to) >= 0;
      String why = isGraph ? GRAPH : "a header";
      String shortfall = header.takeShortfall();
      if (shortfall != null) {
        pending = new Began(here(), isGraph, why);
        return new Lost(here(), shortfall);
      }
      return new Began(here(), isGraph, why);
    }
    String gap = header.entries(bytes, from, to);
    if (gap != null) {
      return new Began(here(), true, gap);
    }
    String lost = Losses.in(bytes, from, to);
    if (lost != null) {
      return new Lost(here(), lost);
    }
    ignored++;
    return null;
  }
}
