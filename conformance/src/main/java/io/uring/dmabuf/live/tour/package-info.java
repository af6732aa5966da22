/**
 * The scenarios that need no dma-buf, carried out on the machine and on the running kernel, with
 * temporary files for its drives: every value that a caller sees must be the same.
 */
@NullMarked
package io.uring.dmabuf.live.tour;

import org.jspecify.annotations.NullMarked;
