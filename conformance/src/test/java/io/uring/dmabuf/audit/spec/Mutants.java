package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.Audits;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.read.EventReader;
import io.uring.dmabuf.audit.read.TraceFile;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;

/**
 * Recordings in which one line is wrong: dropped, repeated a little later, changed with the next
 * one of its request, moved behind the one after that, or of another task.
 */
final class Mutants {
  /** What is wrong with a line. */
  enum Kind {
    DROP,
    REPEAT,
    SWAP,
    LATER,
    TASK
  }

  /**
   * A line that shows something.
   *
   * @param at its place among all lines, from 0
   * @param event its name
   * @param id of the request that it is about, 0 if none
   */
  record Line(int at, String event, long id) {}

  private static final int LITTLE = 6;

  private final Vector<String> lines;
  private final Vector<Line> shown;

  private Mutants(Vector<String> lines) {
    this.lines = lines;
    this.shown = shown(lines);
  }

  /** Those of some recordings, each up to a line that has these words. */
  static final List<Mutants> RECORDINGS =
      List.of(
          of("linux-6.12-plain-churn-probes.txt.gz", "there is no such line"),
          of("linux-6.12-plain-scarce-update.txt.gz", "round scarce-update 1"),
          of("linux-7.3.4-plain-scarce-update.txt.gz", "round scarce-update 1"),
          of("linux-7.3.4-iommu-churn.txt.gz", "user_data 0x28,"));

  private static Mutants of(String recording, String end) {
    Vector<String> all = Audits.lines(recording).reject(line -> line.contains("entries-in-buffer"));
    return new Mutants(all.takeWhile(line -> !line.contains(end)));
  }

  static SpecVerdict verdict(Vector<String> lines) {
    byte[] bytes = bytes(lines);
    return SpecAudit.of(() -> TraceFile.of("a trace", new ByteArrayInputStream(bytes))).get();
  }

  Vector<String> lines() {
    return lines;
  }

  private static byte[] bytes(Vector<String> lines) {
    return (lines.mkString("\n") + "\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Vector<Line> shown(Vector<String> lines) {
    ArrayList<Line> all = new ArrayList<>();
    Sights sights =
        new Sights(
            new Sights.Sink() {
              @Override
              public void created(RingSight ring, Event made, long entries) {}

              @Override
              public void shown(RingSight ring, Shown shown) {
                int at = (int) shown.at().line() - 1;
                all.add(new Line(at, name(lines.get(at)), shown.id()));
              }

              @Override
              public void stopped(RingSight ring, String why) {}

              @Override
              public void leftOut(String what) {}
            },
            Becoming.UNKNOWN,
            () -> false);
    try (TraceFile file = TraceFile.of("a trace", new ByteArrayInputStream(bytes(lines))).get()) {
      EventReader reader = EventReader.withMore(0, file.lines());
      for (Event event; (event = reader.next()) != null; ) {
        sights.take(event);
      }
      sights.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(": nvme_sq: ")) {
        all.add(new Line(i, "nvme_sq", 0));
      }
    }
    return Vector.ofAll(all).distinctBy(Line::at).sortBy(Line::at);
  }

  private static String name(String line) {
    String event = line.replaceFirst("^.*?\\] +\\S+ +[\\d.]+: (\\w+): .*$", "$1");
    if (event.equals("tracing_mark_write")) {
      return "the program takes the CQE";
    }
    return event.equals("io_uring_complete") && line.contains("req 0000000000000000")
        ? "io_uring_complete of a buffer"
        : event;
  }

  /** The names of what is shown. */
  List<String> events() {
    return shown.map(Line::event).distinct().toList();
  }

  /** Some mutants of a kind, of lines of an event; fewer if there are fewer. */
  Vector<Vector<String>> mutants(String event, Kind kind, int count, Random random) {
    Vector<Line> all = shown.filter(line -> line.event().equals(event));
    java.util.List<Line> mixed = all.toJavaList();
    Collections.shuffle(mixed, random);
    return Vector.ofAll(mixed).flatMap(line -> mutant(line, kind)).take(count);
  }

  private Vector<Vector<String>> mutant(Line line, Kind kind) {
    String text = lines.get(line.at());
    return switch (kind) {
      case DROP -> Vector.of(lines.removeAt(line.at()));
      case REPEAT -> {
        int to = Math.min(line.at() + LITTLE, lines.size() - 1);
        yield Vector.of(lines.insert(to + 1, timed(lines.get(to), text)));
      }
      case SWAP ->
          next(line, 1)
              .map(other ->
                  lines
                      .update(line.at(), timed(text, lines.get(other.at())))
                      .update(other.at(), timed(lines.get(other.at()), text)));
      case LATER ->
          next(line, 2)
              .map(other ->
                  lines
                      .insert(other.at() + 1, timed(lines.get(other.at()), text))
                      .removeAt(line.at()));
      case TASK ->
          Vector.of(lines.update(line.at(), text.replaceFirst("-\\d+( +\\[)", "-99999$1")));
    };
  }

  /** The next line of the same request that shows something else, or the one after that. */
  private Vector<Line> next(Line line, int count) {
    return shown
        .filter(other ->
            other.at() > line.at()
                && other.id() == line.id()
                && line.id() != 0
                && !other.event().equals(line.event()))
        .drop(count - 1)
        .take(1);
  }

  /** A line at the time of another one. */
  private static String timed(String at, String line) {
    String time = "(^.*?\\] +\\S+ +)([\\d.]+)(: .*)$";
    return line.replaceFirst(time, "$1" + at.replaceFirst(time, "$2") + "$3");
  }
}
