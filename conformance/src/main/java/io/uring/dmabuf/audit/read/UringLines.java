package io.uring.dmabuf.audit.read;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.UringEvent;

/**
 * The texts of io_uring's tracepoints. The option {@code fields} of ftrace prints the ring as
 * {@code ctx} and a result as {@code res}.
 */
final class UringLines {
  private static final String RING = "ring";
  private static final String USER_DATA = "user_data";

  private UringLines() {}

  private static long ring(Cursor text) {
    return text.pointer(RING, "ctx");
  }

  private static long req(Cursor text) {
    return text.pointer("req", "request");
  }

  static Event created(At at, Cursor text) {
    return new UringEvent.RingCreated(
        at,
        ring(text),
        (int) text.number("fd"),
        text.numberOr("sq size", 0),
        text.numberOr("cq size", 0));
  }

  static Event registered(At at, Cursor text) {
    return new UringEvent.Registered(
        at,
        ring(text),
        (int) text.number("opcode"),
        text.numberOr("nr_user_files", 0),
        text.numberOr("nr_user_bufs", 0),
        text.number("ret"));
  }

  static Event submitted(At at, Cursor text) {
    return new UringEvent.Submitted(
        at,
        ring(text),
        req(text),
        text.number(USER_DATA),
        text.find("opcode") ? text.word() : "",
        text.numberOr("flags", 0));
  }

  static Event failed(At at, Cursor text) {
    return new UringEvent.Failed(
        at,
        ring(text),
        req(text),
        text.number(USER_DATA),
        text.find("opcode") ? text.word() : "",
        text.number("error"));
  }

  static Event fileGot(At at, Cursor text) {
    return new UringEvent.FileGot(
        at, ring(text), req(text), text.number(USER_DATA), (int) text.number("fd"));
  }

  static Event asyncQueued(At at, Cursor text) {
    return new UringEvent.AsyncQueued(
        at, ring(text), req(text), text.number(USER_DATA), text.numberOr("flags", 0));
  }

  static Event completed(At at, Cursor text) {
    return new UringEvent.Completed(
        at,
        ring(text),
        req(text),
        text.number(USER_DATA),
        text.find("result") ? text.number() : text.number("res"),
        text.numberOr("cflags", 0));
  }

  static Event overflowed(At at, Cursor text) {
    return new UringEvent.Overflowed(at, ring(text), text.number(USER_DATA), text.number("res"));
  }
}
