/**
 * Documents made from the sources: the specifications as a page, and the tables that tie them to
 * the implementation, the kernel and the results of a check.
 */
@NullMarked
package io.uring.dmabuf.docs;

import org.jspecify.annotations.NullMarked;
