/**
 * What a step of the system is: one action of the specification, registered once with its actor,
 * its guards, its effect and the events that it tells. Components register their own steps; the
 * whole's are lifts and joins of them.
 */
@NullMarked
package io.uring.dmabuf.step;

import org.jspecify.annotations.NullMarked;
