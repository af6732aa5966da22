/**
 * JVMs of this program as children of the one that runs it: how they are started, that their death
 * is noticed, and that none is left behind.
 */
@NullMarked
package io.uring.dmabuf.tlc.jvm;

import org.jspecify.annotations.NullMarked;
