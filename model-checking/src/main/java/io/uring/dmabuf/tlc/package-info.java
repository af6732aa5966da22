/**
 * TLC run in process: what the packages inside share. They know each other in one direction: {@code
 * jvm} (a JVM as a child), {@code models} (what is checked), {@code trace} (a path as text), {@code
 * run} (one run with an observer of every transition), {@code check} (many runs, each in a JVM of
 * its own). They depend on the specifications alone; what replays the transitions on the
 * implementation is handed in through {@link io.uring.dmabuf.tlc.run.ObserverFactory}.
 */
@NullMarked
package io.uring.dmabuf.tlc;

import org.jspecify.annotations.NullMarked;
