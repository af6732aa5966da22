/**
 * The registered-buffer table of one io_uring instance: slots, nodes, mapped buffers, requests and
 * completions, and the calls that change them under {@code uring_lock}.
 */
@NullMarked
package io.uring.dmabuf.uring;

import org.jspecify.annotations.NullMarked;
