package io.uring.dmabuf.bench;

/**
 * What the window of a request costs at the end of a buffer.
 *
 * @param segments how many segments the buffer has
 * @param nanoseconds time of one, in nanoseconds
 */
public record WindowCost(int segments, double nanoseconds) {}
