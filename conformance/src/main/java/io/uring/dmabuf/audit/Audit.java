package io.uring.dmabuf.audit;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Began;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.LogEvent;
import io.uring.dmabuf.audit.event.Lost;
import io.uring.dmabuf.audit.read.Counts;
import io.uring.dmabuf.audit.read.EventReader;
import io.uring.dmabuf.audit.read.TraceFile;
import io.uring.dmabuf.audit.rule.Gaps;
import io.uring.dmabuf.audit.rule.Rule;
import io.vavr.collection.List;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One pass over traces: every event is told to every rule, and what is lost or begins anew makes
 * them let go of what they follow. A header begins a recording; a file without one continues.
 */
public final class Audit {
  /** How far a time may run backwards, in nanoseconds, before the order is doubted. */
  private static final long BACKWARDS = 1_000_000;

  private static final String ALIVE = "alive at the end of the trace";

  private final Rule[] rules;
  private final Gaps gaps = new Gaps();
  private final Window window;
  private final boolean stopAtFirst;

  private Counts counts = Counts.NONE;
  private List<String> notes = List.empty();
  private List<String> files = List.empty();
  private long outside;
  private @Nullable At firstOutside;
  private @Nullable At lastOutside;
  private long latest = At.UNTIMED;

  /**
   * An audit that has read nothing.
   *
   * @param rules fresh ones
   * @param window the times that count
   * @param stopAtFirst whether the first violation ends it
   */
  public Audit(List<Rule> rules, Window window, boolean stopAtFirst) {
    this.rules = rules.toJavaArray(Rule[]::new);
    rules.forEach(rule -> rule.share(gaps));
    this.window = window;
    this.stopAtFirst = stopAtFirst;
  }

  /** Told now and then how far the reading is. */
  @FunctionalInterface
  public interface Progress {
    /**
     * So far.
     *
     * @param lines of all files
     * @param file being read
     */
    void read(long lines, TraceFile file);
  }

  /**
   * Reads a file to its end.
   *
   * @return whether any line was one of a trace or of a log
   */
  public boolean read(TraceFile file, Progress progress) throws IOException {
    EventReader reader = new EventReader(files.size(), file.lines());
    files = files.append(file.name());
    long told = 0;
    long unread = 0;
    At last = new At(files.size() - 1, 0, At.UNTIMED, At.NO_CPU, At.NO_PID);
    try {
      for (Event event; !isStopped() && (event = reader.next()) != null; ) {
        if (reader.unparsable() > unread) {
          unread = reader.unparsable();
          gaps.isUnread(last, event.at());
        }
        last = event.at();
        take(event);
        if (++told % (1 << 16) == 0) {
          progress.read(counts.lines() + file.lines().number(), file);
        }
      }
    } catch (IOException e) {
      if (!TraceFile.isCut(e)) {
        throw e;
      }
      lost(new Lost(here(file), "the packed file is cut"));
    }
    if (reader.unparsable() > unread) {
      gaps.isUnread(last, last);
    }
    counts = counts.plus(reader.counts());
    return reader.hasRecognised();
  }

  private At here(TraceFile file) {
    return new At(files.size() - 1, file.lines().number(), At.UNTIMED, At.NO_CPU, At.NO_PID);
  }

  private boolean isStopped() {
    return stopAtFirst
        && (gaps.isOneOver(latest) || List.of(rules).exists(rule -> rule.violating() > 0));
  }

  private void take(Event event) {
    switch (event) {
      case Lost lost -> lost(lost);
      case Began began -> began(began);
      default -> {
        if (!window.contains(event.at())) {
          leaveOut(event.at());
          lastOutside = event.at();
          return;
        }
        checkTime(event);
        for (Rule rule : rules) {
          rule.take(event);
        }
      }
    }
  }

  /** Lines out of order are no account of what happened; the log has a clock of its own. */
  private void checkTime(Event event) {
    At at = event.at();
    if (at.isTimed() && !(event instanceof LogEvent)) {
      if (latest != At.UNTIMED && at.nanos() < latest - BACKWARDS) {
        lost(new Lost(at, "the time runs backwards"));
      }
      latest = at.nanos();
    }
  }

  private void lost(Lost lost) {
    note(lost.at(), lost.why());
    end(lost.why());
    for (Rule rule : rules) {
      rule.lose();
    }
  }

  private void end(String why) {
    Rule.end(Arrays.asList(rules), why);
    gaps.clear();
  }

  private void leaveOut(At at) {
    if (outside++ == 0) {
      firstOutside = at;
      for (Rule rule : rules) {
        rule.leaveOut();
      }
    }
  }

  private void began(Began began) {
    if (began.lossy()) {
      note(began.at(), began.why());
      doubt(began.why());
    } else {
      end(ALIVE);
      for (Rule rule : rules) {
        rule.begin();
      }
    }
    latest = At.UNTIMED;
  }

  private void doubt(String why) {
    for (Rule rule : rules) {
      rule.doubt(why);
    }
  }

  private void note(At at, String why) {
    if (notes.size() < Verdict.NOTES) {
      notes = notes.append(place(files.size(), at) + ": " + why);
    }
  }

  /** {@return a line as reports name it, with its file where there are several} */
  static String place(int files, At at) {
    return (files > 1 ? "file " + (at.file() + 1) + " " : "") + "line " + at.line();
  }

  /** {@return what it came to; nothing is read after this} */
  public Verdict verdict() {
    end(ALIVE);
    if (firstOutside != null && lastOutside != null && counts.used() - outside <= files.size()) {
      note(
          firstOutside,
          "all is left out by --from and --to: what is there is of %s to %s s"
              .formatted(firstOutside.seconds(), lastOutside.seconds()));
    }
    Counts all =
        new Counts(counts.used() - outside, counts.ignored() + outside, counts.unparsable());
    return new Verdict(files, all, notes, List.of(rules).map(Outcome::of));
  }
}
