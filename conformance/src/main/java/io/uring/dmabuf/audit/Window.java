package io.uring.dmabuf.audit;

import io.uring.dmabuf.audit.event.At;

/**
 * The times that count, in nanoseconds of the trace's clock. What has no time counts.
 *
 * @param from the first one
 * @param to the last one
 */
public record Window(long from, long to) {
  /** All times. */
  public static final Window ALL = new Window(Long.MIN_VALUE, Long.MAX_VALUE);

  boolean contains(At at) {
    return !at.isTimed() || at.nanos() >= from && at.nanos() <= to;
  }
}
