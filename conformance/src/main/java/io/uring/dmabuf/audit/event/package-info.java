/**
 * What a line of a recorded trace says, whatever dialect it was written in. Names are those of the
 * kernel's tracepoints and fields; pointers are numbers, mostly hashed ones.
 */
@NullMarked
package io.uring.dmabuf.audit.event;

import org.jspecify.annotations.NullMarked;
