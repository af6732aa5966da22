/**
 * The abstraction of each component of the implementation to the specification's variables, and the
 * universe of its steps. What replays them is the package {@code replay}.
 */
@NullMarked
package io.uring.dmabuf.targets;

import org.jspecify.annotations.NullMarked;
