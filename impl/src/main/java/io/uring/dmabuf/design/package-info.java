/**
 * The decisions of the design: which guards its steps have, and which of them a variant leaves out
 * or takes wrongly.
 */
@NullMarked
package io.uring.dmabuf.design;

import org.jspecify.annotations.NullMarked;
