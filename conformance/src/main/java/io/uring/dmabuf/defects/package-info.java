/**
 * The planted defects, each found in more than one way: by TLC, by the implementation that makes
 * the same mistake, and in the bytes of a scenario.
 */
@NullMarked
package io.uring.dmabuf.defects;

import org.jspecify.annotations.NullMarked;
