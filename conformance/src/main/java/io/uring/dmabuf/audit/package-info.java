/** Audit of recorded traces: what held of each object, what did not, and what nobody can know. */
@NullMarked
package io.uring.dmabuf.audit;

import org.jspecify.annotations.NullMarked;
