/**
 * The rules: each samples a law of the specification on what a trace shows of one kind of object.
 * An object ends as clean, as violating, or as unknown with the reason.
 */
@NullMarked
package io.uring.dmabuf.audit.rule;

import org.jspecify.annotations.NullMarked;
