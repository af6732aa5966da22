/**
 * What no step of a kernel reads and laws remember: which tags a ring was given, how often each was
 * posted, which tag the buffer of a request had. It is a fold over the events that steps tell, kept
 * beside the state.
 */
@NullMarked
package io.uring.dmabuf.history;

import org.jspecify.annotations.NullMarked;
