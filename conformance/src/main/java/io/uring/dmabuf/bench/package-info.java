/**
 * Measurements: checking with replay against plain TLC, replay alone, the implementation's steps,
 * and the size of its states.
 */
@NullMarked
package io.uring.dmabuf.bench;

import org.jspecify.annotations.NullMarked;
