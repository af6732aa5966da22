package io.uring.dmabuf.audit.read;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.MarkEvent;
import org.jspecify.annotations.Nullable;

/** What programs write with {@code tracing_mark_write}: {@code ul: WORDS NAME=VALUE ...}. */
final class MarkLines {
  private MarkLines() {}

  static @Nullable Event read(At at, Cursor text) {
    if (!text.seek("ul: ")) {
      return null;
    }
    if (text.skip("sqe ud=")) {
      return sqe(at, text);
    }
    if (text.skip("cqe ud=")) {
      long userData = text.number();
      return new MarkEvent.Cqe(at, userData, text.number("res"));
    }
    if (text.skip("register slot=")) {
      return filled(at, text, false);
    }
    if (text.skip("update slot=")) {
      return filled(at, text, true);
    }
    if (text.skip("update begin")) {
      return new MarkEvent.UpdateBegun(at);
    }
    if (text.skip("unregister begin")) {
      return new MarkEvent.UnregisterBegun(at);
    }
    return text.skip("unregister ret=") ? new MarkEvent.Unregistered(at, text.number()) : null;
  }

  private static Event sqe(At at, Cursor text) {
    long userData = text.number();
    int buffer = (int) text.numberOr("buf", -1);
    return new MarkEvent.Sqe(
        at,
        userData,
        buffer,
        (int) text.numberOr("sqe_flags", 0),
        text.numberOr("addr", -1),
        text.numberOr("len", -1),
        text.numberOr("off", -1));
  }

  private static Event filled(At at, Cursor text, boolean update) {
    int slot = (int) text.number();
    long length = text.number("len");
    long tag = text.number("tag");
    return new MarkEvent.SlotFilled(
        at, slot, length, tag, text.number("ret"), update, text.numberOr("addr", -1));
  }
}
