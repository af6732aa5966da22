package io.uring.dmabuf.told;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The lines of a file of events: a head that begins a recording, then one line an event. */
public final class EventFile {
  /** The field with which a head begins. */
  public static final String FORMAT = "format";

  /** What this form is called. */
  public static final String EVENTS = "dmabuf-rw events";

  /** Its version. */
  public static final int VERSION = 1;

  private EventFile() {}

  /** {@return the first line} */
  public static String head() {
    return JsonNodeFactory.instance
        .objectNode()
        .put(FORMAT, EVENTS)
        .put("version", VERSION)
        .toString();
  }

  /** {@return the line of an event} */
  public static String line(Told told) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("time", told.time());
    if (told.ring() != 0) {
      line.put("ring", told.ring());
    }
    if (!told.action().isEmpty()) {
      line.put("action", told.action());
    }
    EventForm.write(told.event(), line);
    return line.toString();
  }
}
