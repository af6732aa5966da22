/**
 * What the checks cover, written down while a recut goes on: the verdicts, counts, laws and bounds
 * of the models, what is planted, and what is driven on the running kernel.
 */
@NullMarked
package io.uring.dmabuf.baseline;

import org.jspecify.annotations.NullMarked;
