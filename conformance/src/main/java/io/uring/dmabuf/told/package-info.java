/**
 * What steps tell, as lines of JSON: the canonical form of a trace, in which one field stands for
 * each component of an event of the implementation.
 */
@NullMarked
package io.uring.dmabuf.told;

import org.jspecify.annotations.NullMarked;
