package io.uring.dmabuf.audit.read;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.FenceEvent;
import io.uring.dmabuf.audit.event.FenceEvent.Fence;
import java.util.function.BiFunction;

/**
 * The text that all tracepoints of fences have; the names of driver and timeline may have blanks.
 */
final class FenceLines {
  private FenceLines() {}

  static Line of(BiFunction<At, Fence, Event> event) {
    return (at, text) -> event.apply(at, fence(text));
  }

  static Event initialised(At at, Cursor text) {
    String driver = text.word("driver");
    return new FenceEvent.Initialised(at, fence(text), driver);
  }

  static Line emitted(String event) {
    return (at, text) -> new FenceEvent.Emitted(at, fence(text), event);
  }

  private static Fence fence(Cursor text) {
    if (!text.seek("context=")) {
      text.fail();
    }
    long context = text.number();
    return Fence.of(context, text.number("seqno"));
  }
}
