/**
 * The decisions of the design: which guards its steps have, which of them a variant leaves out or
 * takes wrongly, and which some kernels take otherwise.
 */
@NullMarked
package io.uring.dmabuf.design;

import org.jspecify.annotations.NullMarked;
