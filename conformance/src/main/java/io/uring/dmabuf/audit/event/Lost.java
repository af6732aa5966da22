package io.uring.dmabuf.audit.event;

/**
 * Something is missing here: what is alive now may have gone on unseen.
 *
 * @param why what is known of it
 */
public record Lost(At at, String why) implements Event {
  @Override
  public String said() {
    return why;
  }
}
