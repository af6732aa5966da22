package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.Began;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.Lost;
import io.uring.dmabuf.audit.rule.Gaps;
import io.uring.dmabuf.audit.rule.Rule;
import io.uring.dmabuf.audit.rule.Rules;
import io.vavr.collection.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holes that no line tells of, found by what all rules lack together. What nothing explains in such
 * a recording is no refusal, also before a hole: how many tags there are, and which lines, is found
 * by a reading of all of it.
 */
final class Holes {
  static final String WHY =
      "several things lack an event at once: did a full buffer drop those of a processor?";

  private final List<Rule> rules = Rules.all();
  private final Gaps gaps = new Gaps();

  /** Whether there is a hole, by the line in which a recording begins. */
  private final TreeMap<Long, Boolean> found = new TreeMap<>();

  private long began;

  Holes() {
    rules.forEach(rule -> rule.share(gaps));
  }

  void take(Event event) {
    if (event instanceof Began || event instanceof Lost) {
      end();
      began = event.at().line();
    } else {
      for (Rule rule : rules) {
        rule.take(event);
      }
    }
  }

  /** Nothing comes any more of a recording. */
  void end() {
    Rule.end(rules, "");
    found.put(began, gaps.isHole());
    gaps.clear();
  }

  /** Whether the recording of an event has a hole. */
  boolean hasAround(Event event) {
    Map.Entry<Long, Boolean> recording = found.floorEntry(event.at().line());
    return recording != null && recording.getValue();
  }
}
