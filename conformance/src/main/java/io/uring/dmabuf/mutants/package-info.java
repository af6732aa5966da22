/**
 * Mechanical mutants of the specification: where one can be made, drawn by a seed, and which law
 * notices it. A count that differs is no law; so the score says what the laws alone would tell.
 */
@NullMarked
package io.uring.dmabuf.mutants;

import org.jspecify.annotations.NullMarked;
