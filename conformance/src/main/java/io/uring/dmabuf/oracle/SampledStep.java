package io.uring.dmabuf.oracle;

import io.uring.dmabuf.history.ToldRings;
import io.uring.dmabuf.step.Choice;
import io.uring.dmabuf.system.State;

/**
 * A step of the whole that was taken.
 *
 * @param step with its arguments
 * @param before where it began, with what laws remember of that
 * @param after where it led
 */
public record SampledStep(Choice<State, ?> step, ToldRings<State> before, State after) {}
