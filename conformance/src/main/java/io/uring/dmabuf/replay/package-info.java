/**
 * The exhaustive replay: every transition that TLC explores is repeated on the implementation, in
 * both directions, while TLC explores it. What the engine must know about one module's Java is a
 * {@link io.uring.dmabuf.replay.ReplayTarget}; the engine itself is {@link
 * io.uring.dmabuf.replay.ReplayObserver}, and what it finds is a {@link
 * io.uring.dmabuf.replay.Divergence}.
 *
 * <p>Left out: how TLC is run (package {@code tlc}), and how a state is mapped to the
 * specification's variables (package {@code targets}).
 */
@NullMarked
package io.uring.dmabuf.replay;

import org.jspecify.annotations.NullMarked;
