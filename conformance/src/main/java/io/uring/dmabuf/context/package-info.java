/**
 * Contexts and locks: in which contexts of the kernel each action of the whole runs, what it holds,
 * takes and waits for there, and the laws of that.
 */
@NullMarked
package io.uring.dmabuf.context;

import org.jspecify.annotations.NullMarked;
