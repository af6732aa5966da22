package io.uring.dmabuf.audit.read;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.DmabufEvent;
import io.uring.dmabuf.audit.event.Event;

/** The texts of dma-bufs; the order of the text is not that of the fields. */
final class DmabufLines {
  private static final String INO = "ino";
  private static final String ATTACHMENT = "attachment";
  private static final String FIELD = "attach";
  private static final String DEVICE = "dev_name";

  private DmabufLines() {}

  static Event exported(At at, Cursor text) {
    String exporter = text.word("exp_name");
    long size = text.number("size");
    return new DmabufEvent.Exported(at, text.number(INO), exporter, size);
  }

  static Event attached(At at, Cursor text) {
    return new DmabufEvent.Attached(
        at, text.number(INO), text.pointer(ATTACHMENT, FIELD), text.word(DEVICE));
  }

  static Event detached(At at, Cursor text) {
    return new DmabufEvent.Detached(
        at, text.number(INO), text.pointer(ATTACHMENT, FIELD), text.word(DEVICE));
  }

  static Line used(String event) {
    return (at, text) -> new DmabufEvent.Used(at, text.number(INO), event);
  }
}
