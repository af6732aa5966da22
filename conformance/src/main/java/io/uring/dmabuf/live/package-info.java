/**
 * The registration model beside the running kernel: the same calls are made on a ring of the
 * kernel's and on the implementation's buffer table, and every return value, every completion and
 * their order must be the same.
 */
@NullMarked
package io.uring.dmabuf.live;

import org.jspecify.annotations.NullMarked;
