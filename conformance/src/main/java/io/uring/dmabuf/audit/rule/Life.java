package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.Event;
import io.vavr.collection.List;
import java.util.ArrayList;

/**
 * What was recorded of one object, its first events and its latest ones, and what was said of it:
 * an object is counted once, whatever it does.
 */
final class Life {
  private static final int FIRST = 4;
  private static final int MOST = 12;

  /** What may be said of an object. */
  enum Judgement {
    /** Nothing yet. */
    NONE,
    /** It did what it must. */
    CLEAN,
    /** Nobody can tell. */
    UNKNOWN,
    /** It did what it must not. */
    VIOLATING
  }

  private final String object;
  private final ArrayList<Event> events = new ArrayList<>(3);
  private Judgement judgement = Judgement.NONE;

  Life(String object, Event first) {
    this.object = object;
    events.add(first);
  }

  /** Another object of the same name, with the same past, of which nothing was said. */
  Life again() {
    Life again = new Life(object, events.getFirst());
    again.events.addAll(events.subList(1, events.size()));
    return again;
  }

  /** Takes note of what is said; false if something was said before. */
  boolean judge(Judgement said) {
    if (judgement != Judgement.NONE) {
      return false;
    }
    judgement = said;
    return true;
  }

  boolean wasClean() {
    return judgement == Judgement.CLEAN;
  }

  /** Nothing was said of it after all. */
  void reopen() {
    judgement = Judgement.NONE;
  }

  void add(Event event) {
    if (events.size() == MOST) {
      events.remove(FIRST);
    }
    events.add(event);
  }

  String object() {
    return object;
  }

  Event first() {
    return events.getFirst();
  }

  Event last() {
    return events.getLast();
  }

  List<Event> events() {
    return List.ofAll(events);
  }
}
