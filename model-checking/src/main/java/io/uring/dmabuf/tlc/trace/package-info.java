/**
 * A path of a specification with the actors and kernel functions of its steps, as text, as a page
 * and as a file.
 */
@NullMarked
package io.uring.dmabuf.tlc.trace;

import org.jspecify.annotations.NullMarked;
