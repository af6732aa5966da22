/**
 * One run of TLC on one model, in this JVM: the model loaded, every transition shown to an
 * observer, laws, witnesses and antecedents counted, and what TLC found put into a verdict.
 */
@NullMarked
package io.uring.dmabuf.tlc.run;

import org.jspecify.annotations.NullMarked;
