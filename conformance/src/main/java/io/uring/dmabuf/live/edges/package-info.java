/**
 * The edges of a specification of the buffer table, as TLC finds them, each driven on the running
 * kernel: what the kernel answers is compared with the edge itself, and no implementation is
 * between.
 */
@NullMarked
package io.uring.dmabuf.live.edges;

import org.jspecify.annotations.NullMarked;
