/**
 * Random runs of the implementation at bounds that no enumerated model has, judged step by step by
 * TLC's evaluator; walks through the specification, followed by the implementation; failing runs
 * made short, saved and replayed.
 */
@NullMarked
package io.uring.dmabuf.oracle;

import org.jspecify.annotations.NullMarked;
