/**
 * The specification against recorded traces: whether what is shown of each request is a behaviour
 * of DmabufRw, with the steps that nobody records filled in.
 */
@NullMarked
package io.uring.dmabuf.audit.spec;

import org.jspecify.annotations.NullMarked;
