/**
 * Chains of operations, random or of a file, which the model and the running kernel do side by
 * side: every return value, every completion and their order must be the same. Where they differ,
 * the chain is made short.
 */
@NullMarked
package io.uring.dmabuf.live.chain;

import org.jspecify.annotations.NullMarked;
