package io.uring.dmabuf.tlc.check;

import io.vavr.control.Option;
import java.time.Duration;

/**
 * How a model is run by TLC's distributed mode.
 *
 * @param workers how many, at least 1
 * @param kill the number of states at which one of the workers is killed, and another one takes its
 *     place; none: all live
 * @param port where the workers find the server; none: any that is free
 * @param patience how long the server waits for the first worker
 */
public record Distribution(
    int workers, Option<Long> kill, Option<Integer> port, Duration patience) {}
