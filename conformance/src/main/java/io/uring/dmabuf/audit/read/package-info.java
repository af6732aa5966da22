/**
 * From the bytes of a trace to its events: lines of bounded length, the head of a line in each
 * dialect, and the text of each tracepoint. No pattern is compiled here and no line becomes a
 * string: a trace has millions of lines.
 */
@NullMarked
package io.uring.dmabuf.audit.read;

import org.jspecify.annotations.NullMarked;
