/**
 * The running kernel, as the comparisons of {@code chain} and {@code edges} drive it: what is done
 * on a ring, what it answers, and which of its alternatives it follows. It knows no model.
 */
@NullMarked
package io.uring.dmabuf.live;

import org.jspecify.annotations.NullMarked;
