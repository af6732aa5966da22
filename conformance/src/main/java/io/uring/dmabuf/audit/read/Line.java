package io.uring.dmabuf.audit.read;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Event;
import org.jspecify.annotations.Nullable;

/** How the text of one tracepoint becomes an event. */
@FunctionalInterface
interface Line {
  /**
   * The event.
   *
   * @param text behind the event's name and its colon
   * @return null where no rule needs it; if the cursor has failed, the text was another one
   */
  @Nullable Event read(At at, Cursor text);
}
