package io.uring.dmabuf.told;

import io.uring.dmabuf.dma.Event;

/**
 * An event with where and when it was told.
 *
 * @param time in nanoseconds of a clock that only runs forward; a machine's steps are a microsecond
 *     each
 * @param ring the ring whose step told it, 0 where it was none's
 * @param action the step, as the specification names it; empty where nobody knows
 * @param event what was told
 */
public record Told(long time, int ring, String action, Event event) {}
