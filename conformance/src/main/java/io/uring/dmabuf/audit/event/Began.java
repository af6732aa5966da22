package io.uring.dmabuf.audit.event;

/**
 * The header of a recording: what follows is not the continuation of what came before.
 *
 * @param lossy whether the header says that fewer events are there than were written
 * @param why the two numbers of the header
 */
public record Began(At at, boolean lossy, String why) implements Event {
  @Override
  public String said() {
    return why;
  }
}
