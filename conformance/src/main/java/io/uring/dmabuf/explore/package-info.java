/**
 * Exploration by the implementation alone: every state that its list of steps reaches within the
 * bounds of a model, breadth first, with its structural laws.
 */
@NullMarked
package io.uring.dmabuf.explore;

import org.jspecify.annotations.NullMarked;
