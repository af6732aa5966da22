/**
 * Many runs, each in a JVM of its own: which models, side by side, what they reported, and whether
 * it is what the manifest expects.
 */
@NullMarked
package io.uring.dmabuf.tlc.check;

import org.jspecify.annotations.NullMarked;
