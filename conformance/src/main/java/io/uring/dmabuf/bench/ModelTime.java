package io.uring.dmabuf.bench;

/**
 * One run of one model.
 *
 * @param transitions transitions that TLC explored
 * @param seconds from the end of loading to the end of the run
 */
public record ModelTime(long transitions, double seconds) {}
