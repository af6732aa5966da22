package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.Event;
import io.vavr.collection.List;
import java.util.ArrayList;

/** What was recorded of one object: its first events and its latest ones. */
final class Life {
  private static final int FIRST = 4;
  private static final int MOST = 12;

  private final String object;
  private final ArrayList<Event> events = new ArrayList<>(3);

  Life(String object, Event first) {
    this.object = object;
    events.add(first);
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
