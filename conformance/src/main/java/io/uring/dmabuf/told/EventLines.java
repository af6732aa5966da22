package io.uring.dmabuf.told;

import java.util.function.Consumer;

/** Makes the lines of a file of events out of what is told: a head, then one line an event. */
public final class EventLines implements Listener {
  private final Consumer<String> out;

  /** The lines, one by one to whoever takes them; the head at once. */
  public EventLines(Consumer<String> out) {
    this.out = out;
    out.accept(EventFile.head());
  }

  @Override
  public void take(Told told) {
    out.accept(EventFile.line(told));
  }
}
