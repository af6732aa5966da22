/** The block layer's part of a request: what is to be done, and the tag that it is done under. */
@NullMarked
package io.uring.dmabuf.block;

import org.jspecify.annotations.NullMarked;
