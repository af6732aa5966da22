package io.uring.dmabuf.bench;

/**
 * What a step of the implementation costs.
 *
 * @param step the specification's action, or a whole call
 * @param nanoseconds time of one, in nanoseconds
 * @param error half of JMH's 99.9% confidence interval, in nanoseconds
 * @param bytes heap allocated by one, in bytes
 */
public record StepCost(String step, double nanoseconds, double error, double bytes) {}
